/** What RFC 3986, 2.3 calls unreserved: it means the same whether it is percent-encoded or not. */
const UNRESERVED = /^[-.~\w]$/;

/**
 * A request target with its path normalised, as rules match it and targets get it, so that both see one path. Dot segments
 * are resolved and unreserved characters decoded. All else stays, `//` and `%2F` too: these may mean something to a target.
 *
 * @param target path and query
 * @see https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2
 */
export function withNormalPath(target: string): string {
  // Nearly every target is normal, and these two are cheap to look for.
  if (!target.includes('%') && !target.includes('/.')) return target;
  const query = target.indexOf('?');
  const path = query === -1 ? target : target.slice(0, query);
  return withoutDotSegments(decodeUnreserved(path)) + target.slice(path.length);
}

function decodeUnreserved(path: string): string {
  return path.replace(/%[0-9a-f]{2}/gi, (encoded) => {
    const character = String.fromCharCode(parseInt(encoded.slice(1), 16));
    return UNRESERVED.test(character) ? character : encoded;
  });
}

function withoutDotSegments(path: string): string {
  const kept: string[] = [];
  const segments = path.split('/').slice(1);
  for (const [index, segment] of segments.entries()) {
    if (segment !== '.' && segment !== '..') {
      kept.push(segment);
      continue;
    }
    if (segment === '..') kept.pop();
    // The slash before a dot segment stays.
    if (index === segments.length - 1) kept.push('');
  }
  return `/${kept.join('/')}`;
}
