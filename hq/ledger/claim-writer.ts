import { randomBytes } from 'node:crypto';
import { TemporaryError } from '@interstella/libs/errors';
import { TIME_LIMITS_MS } from '@interstella/libs/time-limits';
import { deadline, withDeadline } from '../deadline.ts';
import type { Buckets } from './buckets.ts';
import { claimLane, encodeClaims, groupOf, type LaneWriter, range } from './lanes.ts';
import type { Claim, Layout } from './records.ts';

/** Most claims queued or in flight. */
const QUEUE_LIMIT = 2_000;
/** Most claims of one participant, so that one flood leaves room for the others. */
const PARTICIPANT_LIMIT = 500;
/** Shortest time between flushes. Under load a flush has many claims: one write costs as much as dozens of claims. */
const FLUSH_EVERY_MS = 25;
/** Most claims in one flush. */
const FLUSH_LIMIT = 50;

/** The queue of claims is full. */
class TooManyClaims extends TemporaryError {
  override readonly name = 'TooManyClaims';
}

/** The caller has given up on the claim before it was written. */
class ClaimExpired extends TemporaryError {
  override readonly name = 'ClaimExpired';
}

interface QueuedClaim {
  readonly claim: Claim;
  /** By performance.now(). */
  readonly deadline: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Writes claims to the ledger in batches. */
export class ClaimWriter {
  #queue: QueuedClaim[] = [];
  #inFlight = 0;
  readonly #inFlightOf = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #flushedAt = -Infinity;

  /** @param gatherMs how long a claim waits for others in its batch; 0 for a process that has one request at a time */
  constructor(
    private readonly buckets: Buckets,
    private readonly lanes: LaneWriter,
    private readonly gatherMs: number,
  ) {}

  /**
   * Resolves once the ledger has the claim. If it rejects, the claim may still count; repeating it is safe.
   *
   * @throws TooManyClaims at once if the queue is full, or this participant's share of it
   * @throws ClaimExpired if the claim's deadline passes in the queue
   */
  async claim(claim: Claim): Promise<void> {
    const { participant } = claim;
    const own = this.#inFlightOf.get(participant) ?? 0;
    if (this.#inFlight >= QUEUE_LIMIT || own >= PARTICIPANT_LIMIT) {
      throw new TooManyClaims(
        `${this.#inFlight} claims wait for the ledger, ${own} of them from ${participant}. Send this one again later.`,
      );
    }
    this.#inFlight += 1;
    this.#inFlightOf.set(participant, own + 1);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#queue.push({ claim, deadline: deadline(), resolve, reject });
        if (this.gatherMs === 0 || this.#queue.length >= FLUSH_LIMIT) this.#flush();
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
      this.#inFlight -= 1;
      const left = (this.#inFlightOf.get(participant) ?? 1) - 1;
      if (left > 0) this.#inFlightOf.set(participant, left);
      else this.#inFlightOf.delete(participant);
    }
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushedAt = performance.now();
    const all = this.#queue;
    this.#queue = [];
    const [expired, batch] = [all.filter(isExpired), all.filter((one) => !isExpired(one))];
    for (const { reject } of expired)
      reject(new ClaimExpired('The claim waited for the ledger longer than its caller does.'));
    // The batch has a deadline of its own, since the deadlines of its claims differ.
    if (batch.length > 0) void withDeadline(TIME_LIMITS_MS.hqWork, () => this.#write(batch));
  }

  async #write(batch: readonly QueuedClaim[]): Promise<void> {
    let left = batch;
    try {
      await this.buckets.write(async (bucket, layout) => {
        left = await this.#writeInto(bucket, layout, left);
        return left.length === 0 ? true : undefined;
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  /** @returns the claims whose lanes are closed */
  async #writeInto(
    bucket: number,
    layout: Layout,
    batch: readonly QueuedClaim[],
  ): Promise<readonly QueuedClaim[]> {
    const refused = await Promise.all(
      range(layout.groups).map(async (group) => {
        const members = batch.filter(({ claim }) => groupOf(claim.participant, layout.groups) === group);
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

function isExpired({ deadline }: QueuedClaim): boolean {
  return deadline <= performance.now();
}
