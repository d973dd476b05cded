import { describe, expect, it } from '@jest/globals';
import {
  GetQueueAttributesCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { SqsDeadLetters } from './sqs-dead-letters.ts';

const URL = 'http://127.0.0.1:4566/000000000000/dead';
const MESSAGE_ID = '0b9c5f5e-6a35-5b7e-8f0d-0c1d2e3f4a5b';
const envelope = (Subject?: string) =>
  JSON.stringify({ Type: 'Notification', MessageId: MESSAGE_ID, Subject });

/** An SQS that shows any ten of its messages; others have `hidden` of them, the last ones, in hand. */
function makeQueue(given: readonly string[], { hidden = 0, broken = false } = {}) {
  const state = { bodies: given, time: 0, receives: 0, next: 0, hidden, broken, missing: false, slow: 0 };
  const sqs = new SQSClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
  const visible = () => state.bodies.length - state.hidden;
  sqs.middlewareStack.add(
    (_next, context) => (args) => {
      if (state.broken) return Promise.reject(new Error('connect ECONNREFUSED'));
      if (state.missing) {
        return Promise.reject(new QueueDoesNotExist({ message: 'No such queue.', $metadata: {} }));
      }
      if (context.commandName === GetQueueAttributesCommand.name) {
        const Attributes = {
          ApproximateNumberOfMessages: String(visible()),
          ApproximateNumberOfMessagesNotVisible: String(state.hidden),
        };
        return Promise.resolve({ output: { Attributes, $metadata: {} }, response: {} });
      }
      expect(context.commandName).toBe(ReceiveMessageCommand.name);
      expect(args.input as ReceiveMessageCommandInput).toMatchObject({
        ...{ VisibilityTimeout: 0, WaitTimeSeconds: 1 },
      });
      state.receives += 1;
      state.time += state.slow;
      const Messages = Array.from({ length: Math.min(10, visible()) }, () => {
        const index = state.next++ % visible();
        return { MessageId: String(index), Body: state.bodies[index] };
      });
      return Promise.resolve({ output: { Messages, $metadata: {} }, response: {} });
    },
    { step: 'initialize', name: 'queue' },
  );
  return { state, deadLetters: new SqsDeadLetters(sqs, () => state.time) };
}

const envelopes = (count: number) => Array.from({ length: count }, (_, n) => envelope(`order-${n}`));

describe('dead letters on SQS', () => {
  it('are found by Subject, or by the message id where there is none', async () => {
    const { deadLetters } = makeQueue([envelope('order-1'), envelope(), 'not JSON', 'null', envelope('a b')]);
    const { orderIds, complete, warnings } = await deadLetters.peek([URL]);
    expect([...orderIds]).toEqual(['order-1', `sns-${MESSAGE_ID}`]);
    expect({ complete, warnings }).toEqual({ complete: true, warnings: [] });
  });

  it.each([45, 600, 12_345])('are found though there are %d', async (count) => {
    const { deadLetters } = makeQueue(envelopes(count));
    const { orderIds, complete } = await deadLetters.peek([URL]);
    expect({ size: orderIds.size, complete }).toEqual({ size: count, complete: true });
  });

  it.each([
    ['too many', 20_100, 0],
    ['too slow to come', 1_000, 1_000],
  ])('that are %s make an incomplete peek', async (_what, count, slow) => {
    const { deadLetters, state } = makeQueue(envelopes(count));
    state.slow = slow;
    const { orderIds, complete, warnings } = await deadLetters.peek([URL]);
    expect(complete).toBe(false);
    expect(orderIds.size).toBeLessThan(count);
    expect(warnings).toEqual([expect.stringContaining(`about ${count} messages`)]);
  });

  it('that are in flight with another reader make an incomplete peek', async () => {
    const { deadLetters } = makeQueue(envelopes(4), { hidden: 3 });
    const { orderIds, complete, warnings } = await deadLetters.peek([URL]);
    expect([...orderIds]).toEqual(['order-0']);
    expect(complete).toBe(false);
    expect(warnings).toEqual([expect.stringMatching(/about 4 messages, and 1 .*redrive/)]);
  });

  it('are not received from a queue that is empty', async () => {
    const { deadLetters, state } = makeQueue([]);
    expect(await deadLetters.peek([URL])).toEqual({ orderIds: new Set(), complete: true, warnings: [] });
    expect(state.receives).toBe(0);
  });

  it('on a queue that is gone are gone', async () => {
    const { deadLetters, state } = makeQueue(envelopes(1));
    state.missing = true;
    expect(await deadLetters.peek([URL])).toMatchObject({
      ...{ orderIds: new Set(), complete: true },
      warnings: [expect.stringContaining('does not exist any more')],
    });
  });

  it('on a queue that cannot be read are a warning and no failure', async () => {
    const { deadLetters } = makeQueue([envelope('order-1')], { broken: true });
    expect(await deadLetters.peek([URL])).toMatchObject({
      complete: false,
      warnings: [expect.stringContaining(`${URL} cannot be read`)],
    });
  });
});
