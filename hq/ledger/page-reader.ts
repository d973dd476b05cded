import DataLoader from 'dataloader';
import type { OpenOrder } from './records.ts';

/** A page of open orders: the participant's name and the key of the page. */
export interface PageKey {
  readonly name: string;
  readonly key: string;
}

export interface PageReader {
  /** The pages, in the order of `keys`; undefined for a page that does not exist. */
  readPages(keys: readonly PageKey[]): Promise<readonly (readonly OpenOrder[] | undefined)[]>;
}

/** The same dependencies, with page reads that are batched across participants. For one read only. */
export function batchPageReads<T extends { readonly store: PageReader }>(deps: T) {
  const loader = new DataLoader((keys: readonly PageKey[]) => deps.store.readPages(keys), { cache: false });
  const pages: PageReader = {
    readPages: (keys) => Promise.all(keys.map((key) => loader.load(key))),
  };
  return { ...deps, pages };
}
