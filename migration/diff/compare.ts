import { isDeepStrictEqual } from 'node:util';

/** One kind of parts, by logical id, before and after. */
export interface Sides<T> {
  readonly before: ReadonlyMap<string, T>;
  readonly after: ReadonlyMap<string, T>;
}

export interface Changed<T> {
  readonly id: string;
  readonly before: T;
  readonly after: T;
}

/** What deploying one over the other adds, removes and changes. */
export interface Comparison<T> {
  readonly added: readonly (readonly [id: string, part: T])[];
  readonly removed: readonly (readonly [id: string, part: T])[];
  readonly changed: readonly Changed<T>[];
}

export function compare<T>({ before, after }: Sides<T>): Comparison<T> {
  return {
    added: [...after].filter(([id]) => !before.has(id)),
    removed: [...before].filter(([id]) => !after.has(id)),
    changed: [...after].flatMap(([id, part]) => {
      const previous = before.get(id);
      const isChanged = previous !== undefined && !isDeepStrictEqual(previous, part);
      return isChanged ? [{ id, before: previous, after: part }] : [];
    }),
  };
}
