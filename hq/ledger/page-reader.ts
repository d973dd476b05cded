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

/** Reads together what is asked for at the same time, as for many participants of one report. */
export function gatherPages(store: PageReader): PageReader {
  const loader = new DataLoader((keys: readonly PageKey[]) => store.readPages(keys), { cache: false });
  return { readPages: (keys) => Promise.all(keys.map((key) => loader.load(key))) };
}
