import { describe, expect, it } from '@jest/globals';
import { SNSClient } from '@aws-sdk/client-sns';
import { SnsTopics } from './topics.ts';

const PREFIX = 'arn:aws:sns:us-east-1:000000000000:interstella-';

/** An SNS client that notes what it is told and does not take the entries named. */
function makeTopics(failing: readonly string[] = []) {
  const sent: unknown[] = [];
  const sns = new SNSClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  sns.middlewareStack.add(
    (_next, context) => (args) => {
      sent.push([context.commandName, args.input]);
      const Failed = failing.map((Id) => ({ Id, Code: 'InternalError', SenderFault: false }));
      return Promise.resolve({ output: { Failed, $metadata: {} }, response: {} });
    },
    { step: 'initialize', name: 'topics' },
  );
  return { topics: new SnsTopics(sns, PREFIX), sent };
}

describe('topics on SNS', () => {
  it('get a single order with its id as Subject', async () => {
    const { topics, sent } = makeTopics();
    expect(await topics.publish('orders', ['order-1'])).toEqual([]);
    expect(sent).toEqual([
      ['PublishCommand', { TopicArn: `${PREFIX}orders`, Message: '{"bundle":1}', Subject: 'order-1' }],
    ]);
  });

  it('get several orders in one batch, and report which ones they refused', async () => {
    const { topics, sent } = makeTopics(['1']);
    expect(await topics.publish('iridium', ['order-1', 'order-2', 'order-3'])).toEqual(['order-2']);
    expect(sent).toMatchObject([
      [
        'PublishBatchCommand',
        {
          TopicArn: `${PREFIX}iridium`,
          PublishBatchRequestEntries: [
            { Id: '0', Message: '{"iridium":1}', Subject: 'order-1' },
            { Id: '1', Subject: 'order-2' },
            { Id: '2', Subject: 'order-3' },
          ],
        },
      ],
    ]);
  });
});
