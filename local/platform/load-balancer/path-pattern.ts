/**
 * Whether a path matches a pattern of a listener rule: case-sensitive, `*` is any number of characters, slashes too, and
 * `?` is exactly one. Steps back to the last `*` alone, so that the time is bounded by pattern times path: a regular
 * expression would take powers of the path's length for several `*`.
 *
 * @param path the request's path, normalised, without the query
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html#path-conditions
 */
export function matchesPathPattern(pattern: string, path: string): boolean {
  let inPattern = 0;
  let inPath = 0;
  let star = -1;
  let afterStar = 0;
  while (inPath < path.length) {
    const expected = pattern[inPattern];
    if (expected === '*') {
      star = inPattern;
      afterStar = inPath;
      inPattern += 1;
    } else if (expected !== undefined && (expected === '?' || expected === path[inPath])) {
      inPattern += 1;
      inPath += 1;
    } else if (star !== -1) {
      // The last `*` takes one character more.
      afterStar += 1;
      inPath = afterStar;
      inPattern = star + 1;
    } else {
      return false;
    }
  }
  while (pattern[inPattern] === '*') inPattern += 1;
  return inPattern === pattern.length;
}
