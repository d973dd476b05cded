import { FaultProxy, type Exchange } from './fault-proxy.ts';

/** One subscription as SNS sees it: a proxy before the subscriber, which knows what became of every delivery. */
export class Route {
  readonly topic: string;
  readonly subscriptionArn: string;
  readonly proxy: FaultProxy;

  constructor(topic: string, subscriptionArn: string, proxy: FaultProxy) {
    this.topic = topic;
    this.subscriptionArn = subscriptionArn;
    this.proxy = proxy;
  }

  /** Whether each of the orders was delivered and SNS has nothing left to repeat. */
  hasDelivered(orderIds: Iterable<string>): boolean {
    const answers = new Map<string, boolean>();
    const delivered = new Set<string>();
    for (const exchange of this.#notifications) {
      const taken = isTaken(exchange);
      const messageId = String(exchange.request.headers['x-amz-sns-message-id']);
      answers.set(messageId, taken || answers.get(messageId) === true);
      if (taken) delivered.add(subjectOf(exchange));
    }
    const settled = this.proxy.inFlight === 0 && [...answers.values()].every(Boolean);
    return settled && [...orderIds].every((id) => delivered.has(id));
  }

  /** The attempts of SNS that were not answered 2xx. */
  get failures(): number {
    return this.#notifications.filter((exchange) => !isTaken(exchange)).length;
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
