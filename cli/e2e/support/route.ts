import type { Exchange, FaultProxy } from './fault-proxy.ts';

/** One subscription as SNS sees it: a proxy before the subscriber, which knows what became of every delivery. */
export class Route {
  readonly topic: string;
  readonly proxy: FaultProxy;
  /** When the subscription was known to be confirmed, in ms: SNS owes it what is published from then on. */
  readonly since: number;

  constructor(topic: string, proxy: FaultProxy, since: number) {
    this.topic = topic;
    this.proxy = proxy;
    this.since = since;
  }

  /** Whether each of the orders was delivered, and SNS has nothing left to repeat. */
  hasDelivered(orderIds: Iterable<string>): boolean {
    return this.missing(orderIds).length === 0;
  }

  /** What is still to come: an order that was not taken, a delivery that was refused, requests in flight. */
  missing(orderIds: Iterable<string>): string[] {
    const answers = new Map<string, boolean>();
    const delivered = new Set<string>();
    for (const exchange of this.#notifications) {
      const taken = isTaken(exchange);
      const messageId = String(exchange.request.headers['x-amz-sns-message-id']);
      answers.set(messageId, taken || answers.get(messageId) === true);
      if (taken) delivered.add(subjectOf(exchange));
    }
    return [
      ...(this.proxy.inFlight > 0 ? [`${this.proxy.inFlight} requests in flight`] : []),
      ...[...answers]
        .filter(([, taken]) => !taken)
        .map(([messageId]) => `another try of message ${messageId}`),
      ...[...orderIds].filter((id) => !delivered.has(id)).map((id) => `order ${id}`),
    ];
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
