import type { FailedRequest } from '@interstella/local/platform/load-balancer';

/** So many kinds are told apart; of the others it is known how many there were. */
const KINDS_KEPT = 20;

interface Group {
  readonly text: string;
  /** When the first ended, ISO 8601. */
  readonly since: string;
  count: number;
}

/** Requests that failed in the same way, told as one. */
export class FailureGroups {
  readonly #groups = new Map<string, Group>();

  add({ at, method, path, status, reason }: FailedRequest): void {
    const text = `${method} ${path} ${status} (${reason})`;
    const group = this.#groups.get(text);
    if (group) group.count += 1;
    else if (this.#groups.size < KINDS_KEPT) this.#groups.set(text, { text, since: at, count: 1 });
  }

  /** `36 × POST /fulfill/ 503 (the target answered 503) since 12:24:35`, the most frequent first. @param most to be told */
  told(most: number): readonly string[] {
    const groups = [...this.#groups.values()].sort((a, b) => b.count - a.count);
    return groups
      .slice(0, most)
      .map(({ text, since, count }) =>
        count === 1 ? `${text} at ${timeOf(since)}` : `${count} × ${text} since ${timeOf(since)}`,
      );
  }
}

/** `12:24:35`, of an ISO time; anything else as it is. */
function timeOf(at: string): string {
  return /T(\d\d:\d\d:\d\d)/.exec(at)?.[1] ?? at;
}
