import { invalidParameter } from './read-parameters.ts';

const PAGE_SIZE = 100;

/**
 * Cuts a list, ordered by its keys, into SNS's pages of 100. A NextToken carries the last key of its page, so that what
 * is added or deleted in between neither repeats nor hides the others.
 */
export function page<Item>(
  items: Iterable<Item>,
  keyOf: (item: Item) => string,
  nextToken: string | undefined,
): { items: Item[]; nextToken: string | undefined } {
  const after = nextToken === undefined ? '' : readToken(nextToken);
  const rest = [...items]
    .filter((item) => keyOf(item) > after)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const shown = rest.slice(0, PAGE_SIZE);
  const last = shown.at(-1);
  return {
    items: shown,
    nextToken:
      last !== undefined && rest.length > shown.length
        ? Buffer.from(`after ${keyOf(last)}`).toString('base64')
        : undefined,
  };
}

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString();
  if (!text.startsWith('after ')) throw invalidParameter('NextToken');
  return text.slice('after '.length);
}
