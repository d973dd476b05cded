import { ROOT } from '../bench.ts';

/** A working tree of this repository, installed and built, from which kits start. */
export interface Tree {
  /** The name in messages and tables. */
  readonly name: string;
  readonly root: string;
}

/** The values of two trees that are measured in the same run. */
export interface Sides<T> {
  readonly present: T;
  readonly earlier: T;
}

export const PRESENT: Tree = { name: 'present', root: ROOT };
