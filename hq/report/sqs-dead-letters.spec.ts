import { describe, expect, it } from '@jest/globals';
import { GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SqsDeadLetters } from './sqs-dead-letters.ts';

const URL = 'http://127.0.0.1:4566/000000000000/dead';
const MESSAGE_ID = '0b9c5f5e-6a35-5b7e-8f0d-0c1d2e3f4a5b';
const envelope = (Subject?: string) =>
  JSON.stringify({ Type: 'Notification', MessageId: MESSAGE_ID, Subject });

/** An SQS that hides what was received until `show`; `hidden` messages are never received. */
function makeQueue(bodies: readonly string[], { hidden = 0, broken = false } = {}) {
  const state = { time: 0, receives: 0, next: 0, broken };
  const sqs = new SQSClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
  sqs.middlewareStack.add(
    (_next, context) => (args) => {
      if (state.broken) return Promise.reject(new Error('connect ECONNREFUSED'));
      if (context.commandName === GetQueueAttributesCommand.name) {
        const Attributes = {
          ApproximateNumberOfMessages: String(bodies.length - state.next),
          ApproximateNumberOfMessagesNotVisible: String(state.next + hidden),
        };
        return Promise.resolve({ output: { Attributes, $metadata: {} }, response: {} });
      }
      expect(context.commandName).toBe(ReceiveMessageCommand.name);
      expect((args.input as { VisibilityTimeout: number }).VisibilityTimeout).toBeLessThanOrEqual(5);
      state.receives += 1;
      const first = state.next;
      state.next = Math.min(bodies.length, first + 10);
      const Messages = bodies
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

describe('dead letters on SQS', () => {
  it('are found by Subject, or by the message id where there is none', async () => {
    const { deadLetters } = makeQueue([envelope('order-1'), envelope(), 'not JSON', 'null', envelope('a b')]);
    const { orderIds, warnings } = await deadLetters.find([URL]);
    expect([...orderIds]).toEqual(['order-1', `sns-${MESSAGE_ID}`]);
    expect(warnings).toEqual([]);
  });

  it('are found over several receives', async () => {
    const ids = Array.from({ length: 45 }, (_, n) => `order-${n}`);
    const { deadLetters } = makeQueue(ids.map(envelope));
    expect((await deadLetters.find([URL])).orderIds.size).toBe(45);
  });

  it('are not received from a queue that is empty', async () => {
    const { deadLetters, state } = makeQueue([]);
    expect(await deadLetters.find([URL])).toEqual({ orderIds: new Set(), warnings: [] });
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
    const { deadLetters } = makeQueue([envelope('order-1')], { hidden: 3 });
    const { orderIds, warnings } = await deadLetters.find([URL]);
    expect([...orderIds]).toEqual(['order-1']);
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
    expect(await deadLetters.find([])).toEqual({ orderIds: new Set(), warnings: [] });
  });
});
