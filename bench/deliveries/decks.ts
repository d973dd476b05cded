import { requestText } from '../http/request-text.ts';
import type { SnsSigner } from './sns-signer.ts';
import { TOPIC_ARN } from './topic.ts';

/** A direct order, as the labs' curl sends it. The service makes its id, so that one request stands for any number. */
export function directOrders(path: string, item: string): string[] {
  const headers = { 'User-Agent': 'curl/8.5.0', Accept: '*/*', 'Content-Type': 'application/json' };
  return [requestText('POST', path, headers, `{"Message":{"${item}":"1"}}`)];
}

/** Deliveries of SNS, each with an order and a signature of its own, as its HTTP agent sends them. */
export async function signedDeliveries(path: string, signer: SnsSigner, count: number): Promise<string[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const body = await signer.notification();
      return requestText('POST', path, snsHeaders(JSON.parse(body) as { MessageId: string }), body);
    }),
  );
}

function snsHeaders({ MessageId }: { readonly MessageId: string }): Record<string, string> {
  return {
    'x-amz-sns-message-type': 'Notification',
    'x-amz-sns-message-id': MessageId,
    'x-amz-sns-topic-arn': TOPIC_ARN,
    'x-amz-sns-subscription-arn': `${TOPIC_ARN}:2bcfbf39-05c3-41de-beaa-fcfcc21c8f55`,
    'Content-Type': 'text/plain; charset=UTF-8',
    'User-Agent': 'Amazon Simple Notification Service Agent',
    Connection: 'Keep-Alive',
    'Accept-Encoding': 'gzip,deflate',
  };
}
