import DataLoader from 'dataloader';
import type { OpenOrder } from './records.ts';

/** A page of open orders: whose, and which of them. */
export interface PageKey {
  readonly name: string;
  readonly key: string;
}

export interface PageReader {
  /** The pages in the order of their keys; undefined for one that is gone. */
  readPages(keys: readonly PageKey[]): Promise<readonly (readonly OpenOrder[] | undefined)[]>;
}

/** The parts of one reading, which reads together the pages that many participants need at the same time. */
export function gatheringPages<T extends { readonly store: PageReader }>(parts: T) {
  const loader = new DataLoader((keys: readonly PageKey[]) => parts.store.readPages(keys), { cache: false });
  const pages: PageReader = {
    readPages: (keys) => Promise.all(keys.map((key) => loader.load(key))),
  };
  return { ...parts, pages };
}
