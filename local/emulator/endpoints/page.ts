/**
 * Cuts a list, ordered by its keys, into pages. A NextToken carries the last key of its page, so that an item that is added
 * or deleted in between neither repeats nor hides another one.
 *
 * @param nextToken of the page before; undefined or empty for the first page
 * @param badToken the error for a token that no page gave
 */
export function page<Item>(
  items: Iterable<Item>,
  keyOf: (item: Item) => string,
  nextToken: string | undefined,
  size: number,
  badToken: Error,
): { items: Item[]; nextToken: string | undefined } {
  const token = Buffer.from(nextToken ?? '', 'base64').toString();
  if (nextToken !== undefined && nextToken !== '' && !token.startsWith(PREFIX)) throw badToken;
  const after = token.slice(PREFIX.length);
  const rest = [...items]
    .filter((item) => keyOf(item) > after)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const shown = rest.slice(0, size);
  const last = rest.length > size ? shown.at(-1) : undefined;
  return {
    items: shown,
    nextToken: last === undefined ? undefined : Buffer.from(PREFIX + keyOf(last)).toString('base64'),
  };
}

const PREFIX = 'after ';
