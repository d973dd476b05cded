import { AbstractKeyIterator, AbstractValueIterator } from 'abstract-level';

/**
 * Has dynalite close its store's iterators. It ends each with `return()`, as those of JavaScript have it, where there is
 * one; those of abstract-level have `close()`. Without this every Query and every Scan leaves an iterator open for as long
 * as the process lives: with what it had read, and with its snapshot of the store, which then keeps all that was overwritten.
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
