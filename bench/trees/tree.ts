import { ROOT } from '../bench.ts';

/** A working tree of this repository, installed and built, that kits are started from. */
export interface Tree {
  /** As messages and tables call it. */
  readonly name: string;
  readonly root: string;
}

/** What is measured of two trees in the same run. */
export interface Sides<T> {
  readonly present: T;
  readonly earlier: T;
}

export const PRESENT: Tree = { name: 'present', root: ROOT };
