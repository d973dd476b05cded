import { requestText } from '../http/text.ts';
import type { OrderPlace, SnsSigner } from './sns-signer.ts';

/** A direct order, as the labs' curl sends it. The service makes the order id, so the same request can be repeated. */
export function directOrders(path: string, item: string): string[] {
  const headers = { 'User-Agent': 'curl/8.5.0', Accept: '*/*', 'Content-Type': 'application/json' };
  return [requestText('POST', path, headers, `{"Message":{"${item}":"1"}}`)];
}

/** Deliveries as SNS sends them, each with its own order and signature. */
export async function signedDeliveries(path: string, signer: SnsSigner, count: number): Promise<string[]> {
  return Promise.all(Array.from({ length: count }, () => signedDelivery(path, signer)));
}

/** One delivery. @param place the order and its topic; by default a new order on the bench's topic */
export async function signedDelivery(path: string, signer: SnsSigner, place?: OrderPlace): Promise<string> {
  const body = await signer.notification(place);
  return requestText('POST', path, snsHeaders(JSON.parse(body) as Envelope), body);
}

interface Envelope {
  readonly MessageId: string;
  readonly TopicArn: string;
}

function snsHeaders({ MessageId, TopicArn }: Envelope): Record<string, string> {
  return {
    'x-amz-sns-message-type': 'Notification',
    'x-amz-sns-message-id': MessageId,
    'x-amz-sns-topic-arn': TopicArn,
    'x-amz-sns-subscription-arn': `${TopicArn}:2bcfbf39-05c3-41de-beaa-fcfcc21c8f55`,
    'Content-Type': 'text/plain; charset=UTF-8',
    'User-Agent': 'Amazon Simple Notification Service Agent',
    Connection: 'Keep-Alive',
    'Accept-Encoding': 'gzip,deflate',
  };
}
