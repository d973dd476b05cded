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

/** An SQS that hides what was received until `show`; others have `hidden` of its messages, the last ones, in hand. */
function makeQueue(given: readonly string[], { hidden = 0, broken = false } = {}) {
  const state = { bodies: given, time: 0, receives: 0, next: 0, hidden, broken, missing: false, slow: 0 };
  const sqs = new SQSClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
  const visible = () => Math.max(0, state.bodies.length - state.hidden - state.next);
  sqs.middlewareStack.add(
    (_next, context) => (args) => {
      if (state.broken) return Promise.reject(new Error('connect ECONNREFUSED'));
      if (state.missing) {
        return Promise.reject(new QueueDoesNotExist({ message: 'No such queue.', $metadata: {} }));
      }
      if (context.commandName === GetQueueAttributesCommand.name) {
        const Attributes = {
          ApproximateNumberOfMessages: String(visible()),
          ApproximateNumberOfMessagesNotVisible: String(state.next + state.hidden),
        };
        return Promise.resolve({ output: { Attributes, $metadata: {} }, response: {} });
      }
      expect(context.commandName).toBe(ReceiveMessageCommand.name);
      const { VisibilityTimeout, WaitTimeSeconds } = args.input as ReceiveMessageCommandInput;
      expect(VisibilityTimeout).toBeLessThanOrEqual(5);
      expect(WaitTimeSeconds).toBe(1);
      state.receives += 1;
      state.time += state.slow;
      const first = state.next;
      state.next += Math.min(10, visible());
      const Messages = state.bodies
        .slice(first, state.next)
        .map((Body, n) => ({ MessageId: `${first + n}`, Body }));
      return Promise.resolve({ output: { Messages, $metadata: {} }, response: {} });
    },
    { step: 'initialize', name: 'queue' },
  );
  const deadLetters = new SqsDeadLetters(sqs, () => state.time);
  const show = () => {
    state.next = 0;
    state.time += 10_000;
  };
  return { state, deadLetters, show };
}

const envelopes = (count: number) => Array.from({ length: count }, (_, n) => envelope(`order-${n}`));

describe('dead letters on SQS', () => {
  it('are found by Subject, or by the message id where there is none', async () => {
    const { deadLetters } = makeQueue([envelope('order-1'), envelope(), 'not JSON', 'null', envelope('a b')]);
    const { orderIds, warnings } = await deadLetters.find([URL]);
    expect([...orderIds]).toEqual(['order-1', `sns-${MESSAGE_ID}`]);
    expect(warnings).toEqual([]);
  });

  it.each([45, 600, 12_345])('are found though there are %d', async (count) => {
    const { deadLetters } = makeQueue(envelopes(count));
    const { orderIds, complete, warnings } = await deadLetters.find([URL]);
    expect({ size: orderIds.size, complete, warnings }).toEqual({
      size: count,
      complete: true,
      warnings: [],
    });
  });

  it.each([
    ['too many', 20_100, 0],
    ['too slow to come', 1_000, 1_000],
  ])('that are %s make an incomplete look', async (_what, count, slow) => {
    const { deadLetters, state } = makeQueue(envelopes(count));
    state.slow = slow;
    const { orderIds, complete, warnings } = await deadLetters.find([URL]);
    expect(complete).toBe(false);
    expect(orderIds.size).toBeLessThan(count);
    expect(warnings).toEqual([expect.stringContaining(`about ${count} messages`)]);
  });

  it('that another reader has in hand stay known until a complete look does not find them', async () => {
    const { deadLetters, state, show } = makeQueue(envelopes(3));
    await deadLetters.find([URL]);
    state.hidden = 3;
    show();
    const meanwhile = await deadLetters.find([URL]);
    expect(meanwhile).toMatchObject({ complete: false, warnings: [expect.stringContaining('redrive')] });
    expect(meanwhile.orderIds.size).toBe(3);
    state.hidden = 0;
    state.bodies = envelopes(1);
    show();
    expect(await deadLetters.find([URL])).toEqual({
      orderIds: new Set(['order-0']),
      complete: true,
      warnings: [],
    });
  });

  it('on a queue that is gone are gone', async () => {
    const { deadLetters, state, show } = makeQueue(envelopes(1));
    await deadLetters.find([URL]);
    state.missing = true;
    show();
    expect(await deadLetters.find([URL])).toMatchObject({
      orderIds: new Set(),
      complete: true,
      warnings: [expect.stringContaining('There is no dead-letter queue')],
    });
  });

  it('are not received from a queue that is empty', async () => {
    const { deadLetters, state } = makeQueue([]);
    expect(await deadLetters.find([URL])).toEqual({ orderIds: new Set(), complete: true, warnings: [] });
    expect(state.receives).toBe(0);
  });

  it('are remembered while looking at them hides them, and looked for anew afterwards', async () => {
    const { deadLetters, state, show } = makeQueue([envelope('order-1')]);
    await deadLetters.find([URL]);
    const { receives } = state;
    expect([...(await deadLetters.find([URL])).orderIds]).toEqual(['order-1']);
    expect(state.receives).toBe(receives);
    show();
    expect([...(await deadLetters.find([URL])).orderIds]).toEqual(['order-1']);
    expect(state.receives).toBeGreaterThan(receives);
  });

  it('that cannot all be seen are warned of', async () => {
    const { deadLetters } = makeQueue(envelopes(4), { hidden: 3 });
    const { orderIds, complete, warnings } = await deadLetters.find([URL]);
    expect([...orderIds]).toEqual(['order-0']);
    expect(complete).toBe(false);
    expect(warnings).toEqual([expect.stringContaining('about 4 messages, of which 1')]);
  });

  it('on a queue that cannot be read are a warning and no failure', async () => {
    const { deadLetters, state, show } = makeQueue([envelope('order-1')], { broken: true });
    expect((await deadLetters.find([URL])).warnings).toEqual([
      expect.stringContaining(`${URL} cannot be read`),
    ]);
    state.broken = false;
    show();
    expect(await deadLetters.find([URL])).toMatchObject({ orderIds: new Set(['order-1']), warnings: [] });
  });

  it('are nowhere where there is no queue', async () => {
    const { deadLetters } = makeQueue([]);
    expect(await deadLetters.find([])).toEqual({ orderIds: new Set(), complete: true, warnings: [] });
  });
});
