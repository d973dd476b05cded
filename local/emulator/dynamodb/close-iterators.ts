import { AbstractKeyIterator, AbstractValueIterator } from 'abstract-level';

/**
 * Makes dynalite close the iterators of its store. It ends an iterator with `return()`, as JavaScript's have it; those of
 * abstract-level have only `close()`. Without this, each Query and each Scan leaves an iterator open until the process ends,
 * with its data and its snapshot of the store, which keeps every overwritten value.
 */
export function closeIterators(): void {
  for (const { prototype } of [AbstractKeyIterator, AbstractValueIterator]) {
    Object.assign(prototype, {
      return(this: { close(): Promise<void> }) {
        return this.close();
      },
    });
  }
}
