import type { Resource } from '@interstella/libs/orders';
import type { Clock } from '../clock.ts';

/** Orders older than this are left to SNS's retries: where nobody takes them, they hold back nothing. */
const WINDOW_MS = 30_000;
/** Claims came lately: there is somebody who could keep up. */
const LATELY_MS = 5_000;

interface InFlight {
  readonly madeAt: number;
  /** What each participant has claimed. */
  readonly claimed: Map<string, Set<Resource>>;
}

/**
 * The orders that this process made in the last half minute and that no participant has complete. It follows the fastest
 * one, so that who is slow or absent holds back nobody else.
 */
export class OrdersInFlight {
  readonly #orders = new Map<string, InFlight>();
  #claimedAt = -Infinity;

  constructor(
    private readonly resources: readonly Resource[],
    private readonly now: Clock,
  ) {}

  /** How many there are, where claims come in; 0 where none do: then waiting would help nobody. */
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
