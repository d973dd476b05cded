/**
 * Reads the matcher of a health check: single codes, lists and ranges, `200`, `200,202` or `200-299`.
 *
 * @returns whether a status passes
 * @throws Error naming the matcher if it is none
 */
export function statusMatcher(matcher: string): (status: number) => boolean {
  const ranges = matcher.split(',').map((part) => {
    const [, from, to = from] = /^(\d{3})(?:-(\d{3}))?$/.exec(part.trim()) ?? [];
    if (from === undefined) {
      throw new Error(
        `The matcher ${matcher} of a health check is none: write codes such as 200, 200,202 or 200-299.`,
      );
    }
    return { from: Number(from), to: Number(to) };
  });
  return (status) => ranges.some(({ from, to }) => from <= status && status <= to);
}
