import type { Send } from './sending.ts';

const MESSAGE = '{"bundle": 1}';

/** Publishes orders as HQ does, without the AWS SDK, whose calls cost as much as the orders. */
export function publishBatch(endpointUrl: string, topicArn: string): Send {
  return async (orderIds) => {
    const body = new URLSearchParams({ Action: 'PublishBatch', Version: '2010-03-31', TopicArn: topicArn });
    orderIds.forEach((orderId, index) => {
      const entry = `PublishBatchRequestEntries.member.${index + 1}`;
      body.set(`${entry}.Id`, String(index));
      body.set(`${entry}.Message`, MESSAGE);
      body.set(`${entry}.Subject`, orderId);
    });
    const response = await fetch(endpointUrl, { method: 'POST', body }).catch(() => undefined);
    const text = await response?.text();
    if (response?.status !== 200 || text === undefined) return orderIds;
    const [, failed = ''] = /<Failed>([\s\S]*)<\/Failed>/.exec(text) ?? [];
    const indexes = [...failed.matchAll(/<Id>(\d+)<\/Id>/g)].map(([, id]) => Number(id));
    return orderIds.filter((_, index) => indexes.includes(index));
  };
}
