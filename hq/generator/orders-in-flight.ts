import type { Resource } from '@interstella/libs/orders';
import type { Clock } from '../clock.ts';

/** Older orders no longer count as in flight: SNS's retries deal with them. */
const WINDOW_MS = 30_000;
/** A claim within this time shows that some participant works. */
const LATELY_MS = 5_000;

interface InFlight {
  readonly madeAt: number;
  /** What each participant has claimed. */
  readonly claimed: Map<string, Set<Resource>>;
}

/**
 * The orders that this process made in the last 30 s and that no participant has completed. An order counts as complete
 * with the fastest participant, so that a slow or absent one does not slow down the others.
 */
export class OrdersInFlight {
  readonly #orders = new Map<string, InFlight>();
  #claimedAt = -Infinity;

  constructor(
    private readonly resources: readonly Resource[],
    private readonly now: Clock,
  ) {}

  /** Number of orders in flight; 0 while no claims come in, since waiting would then not help. */
  get count(): number {
    const now = this.now();
    for (const [orderId, { madeAt }] of this.#orders) {
      if (now - madeAt <= WINDOW_MS) break;
      this.#orders.delete(orderId);
    }
    return now - this.#claimedAt > LATELY_MS ? 0 : this.#orders.size;
  }

  made(orderIds: readonly string[]): void {
    const madeAt = this.now();
    for (const orderId of orderIds) this.#orders.set(orderId, { madeAt, claimed: new Map() });
  }

  claimed(participant: string, orderId: string, resources: readonly Resource[]): void {
    const order = this.#orders.get(orderId);
    if (!order) return;
    this.#claimedAt = this.now();
    const own = new Set([...(order.claimed.get(participant) ?? []), ...resources]);
    if (this.resources.every((resource) => own.has(resource))) this.#orders.delete(orderId);
    else order.claimed.set(participant, own);
  }
}
