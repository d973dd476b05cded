import type { Exchange, FaultProxy } from './fault-proxy.ts';

/** One subscription as SNS sees it: a proxy before the subscriber, which knows what became of every delivery. */
export class Route {
  readonly topic: string;
  readonly proxy: FaultProxy;
  readonly #before: ReadonlySet<string>;

  /** @param before the orders that were published on the topic before there was the subscription */
  constructor(topic: string, proxy: FaultProxy, before: Iterable<string>) {
    this.topic = topic;
    this.proxy = proxy;
    this.#before = new Set(before);
  }

  /** Whether each of the orders was delivered, if it was to be, and SNS has nothing left to repeat. */
  hasDelivered(orderIds: Iterable<string>): boolean {
    if (this.proxy.inFlight > 0) return false;
    const answers = new Map<string, boolean>();
    const delivered = new Set<string>();
    for (const exchange of this.#notifications) {
      const taken = isTaken(exchange);
      const messageId = String(exchange.request.headers['x-amz-sns-message-id']);
      answers.set(messageId, taken || answers.get(messageId) === true);
      if (taken) delivered.add(subjectOf(exchange));
    }
    const isSettled = [...answers.values()].every(Boolean);
    return isSettled && [...orderIds].every((id) => delivered.has(id) || this.#before.has(id));
  }

  /** The attempts of SNS that were answered otherwise than 2xx, or not at all. */
  get failures(): number {
    return this.#notifications.filter((exchange) => exchange.hasEnded && !isTaken(exchange)).length;
  }

  get #notifications(): Exchange[] {
    return this.proxy.exchanges.filter(
      ({ request }) => request.headers['x-amz-sns-message-type'] === 'Notification',
    );
  }
}

function isTaken({ answer }: Exchange): boolean {
  return answer !== undefined && answer.status >= 200 && answer.status < 300;
}

function subjectOf({ request }: Exchange): string {
  return (JSON.parse(request.body) as { Subject?: string }).Subject ?? '';
}
