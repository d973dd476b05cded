import { randomBytes } from 'node:crypto';
import { TemporaryError } from '@interstella/libs/errors';
import { TIME_LIMITS_MS } from '@interstella/libs/time-limits';
import { deadline, withDeadline } from '../deadline.ts';
import type { Buckets } from './buckets.ts';
import { claimLane, encodeClaims, groupOf, type LaneWriter, range } from './lanes.ts';
import type { Claim, Layout } from './records.ts';

/** Claims that may wait or be under way at once. */
const QUEUE_LIMIT = 2_000;
/** Of one participant: one who floods HQ leaves room for the others. */
const PARTICIPANT_LIMIT = 500;
/** Flushes follow each other no faster, so that under load each has many claims: a write costs as much as dozens of them. */
const FLUSH_EVERY_MS = 25;
/** Claims that one write may carry. */
const FLUSH_LIMIT = 50;

/** HQ has as many claims in hand as it can write in time. */
class TooManyClaims extends TemporaryError {
  override readonly name = 'TooManyClaims';
}

/** Nobody waits for the answer any more. */
class ClaimExpired extends TemporaryError {
  override readonly name = 'ClaimExpired';
}

interface Waiting {
  readonly claim: Claim;
  /** By performance.now(). */
  readonly deadline: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Writes claims, those together that arrive together. */
export class ClaimWriter {
  #waiting: Waiting[] = [];
  #inHand = 0;
  readonly #inHandOf = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #flushedAt = -Infinity;

  /** @param gatherMs how long a claim waits for others; 0 where requests come one at a time */
  constructor(
    private readonly buckets: Buckets,
    private readonly lanes: LaneWriter,
    private readonly gatherMs: number,
  ) {}

  /**
   * Resolves once a lane has the claim. When it rejects, nobody knows whether the claim counts; a repeat is absorbed.
   *
   * @throws TooManyClaims at once where too many of all, or of this participant, wait already
   */
  async claim(claim: Claim): Promise<void> {
    const { participant } = claim;
    const own = this.#inHandOf.get(participant) ?? 0;
    if (this.#inHand >= QUEUE_LIMIT || own >= PARTICIPANT_LIMIT) {
      throw new TooManyClaims(
        `${this.#inHand} claims wait for the ledger, ${own} of them of ${participant}.`,
      );
    }
    this.#inHand += 1;
    this.#inHandOf.set(participant, own + 1);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#waiting.push({ claim, deadline: deadline(), resolve, reject });
        if (this.gatherMs === 0 || this.#waiting.length >= FLUSH_LIMIT) this.#flush();
        else {
          this.#timer ??= setTimeout(
            () => {
              this.#flush();
            },
            Math.max(this.gatherMs, this.#flushedAt + FLUSH_EVERY_MS - performance.now()),
          );
        }
      });
    } finally {
      this.#inHand -= 1;
      const left = (this.#inHandOf.get(participant) ?? 1) - 1;
      if (left > 0) this.#inHandOf.set(participant, left);
      else this.#inHandOf.delete(participant);
    }
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushedAt = performance.now();
    const all = this.#waiting;
    this.#waiting = [];
    const [expired, some] = [all.filter(isExpired), all.filter((one) => !isExpired(one))];
    for (const { reject } of expired)
      reject(new ClaimExpired('The time of the claim ended before it was written.'));
    // One of them may have less time left than the others.
    if (some.length > 0) void withDeadline(TIME_LIMITS_MS.hqWork, () => this.#write(some));
  }

  async #write(some: readonly Waiting[]): Promise<void> {
    let left = some;
    try {
      await this.buckets.write(async (bucket, layout) => {
        left = await this.#writeInto(bucket, layout, left);
        return left.length === 0 ? true : undefined;
      });
    } catch (error) {
      for (const { reject } of some) reject(error);
    }
  }

  /** @returns those whose lanes are closed */
  async #writeInto(bucket: number, layout: Layout, some: readonly Waiting[]): Promise<readonly Waiting[]> {
    const refused = await Promise.all(
      range(layout.groups).map(async (group) => {
        const members = some.filter(({ claim }) => groupOf(claim.participant, layout.groups) === group);
        if (members.length === 0) return [];
        const lane = claimLane(group, Math.floor(Math.random() * layout.lanes));
        const flush = {
          id: randomBytes(6).toString('base64url'),
          entries: encodeClaims(members.map(({ claim }) => claim)),
        };
        if (!(await this.lanes.append(lane, bucket, flush, layout))) return members;
        for (const { resolve } of members) resolve();
        return [];
      }),
    );
    return refused.flat();
  }
}

function isExpired({ deadline }: Waiting): boolean {
  return deadline <= performance.now();
}
