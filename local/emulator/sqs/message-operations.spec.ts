import { describe, expect, it } from '@jest/globals';
import { messageOperations } from './message-operations.ts';
import { Queues } from './queues.ts';

const PLACE = { region: 'us-east-1', account: '000000000000', url: 'http://127.0.0.1:4566' };
const NONE = new Map();

describe('receiving', () => {
  const waitFor20s = (queues: Queues, caller: AbortController) =>
    messageOperations(queues).ReceiveMessage?.(
      { QueueUrl: `${PLACE.url}/000000000000/q`, WaitTimeSeconds: 20 },
      caller.signal,
    );

  it('waits for the first message', async () => {
    const queues = new Queues(PLACE, Date.now);
    const queue = queues.create('q', {});
    const waiting = waitFor20s(queues, new AbortController());
    queue.send('m', NONE);
    expect(await waiting).toMatchObject({ Messages: [{ Body: 'm' }] });
  });

  it('hides no message for a caller that has gone', async () => {
    const queues = new Queues(PLACE, Date.now);
    const queue = queues.create('q', {});
    const caller = new AbortController();
    const waiting = waitFor20s(queues, caller);
    caller.abort();
    queue.send('m', NONE);
    expect(await waiting).toEqual({});
    expect(queue.counts()).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
  });
});

describe('sending', () => {
  const QueueUrl = `${PLACE.url}/000000000000/q`;
  const LIMIT = 1024;
  const { signal } = new AbortController();

  function makeQueue() {
    const queues = new Queues(PLACE, Date.now);
    queues.create('q', { MaximumMessageSize: String(LIMIT) });
    const { SendMessage, ReceiveMessage } = messageOperations(queues);
    return {
      send: (input: object) => SendMessage?.({ QueueUrl, MessageBody: 'm', ...input }, signal),
      receive: (input: object) => ReceiveMessage?.({ QueueUrl, ...input }, signal),
    };
  }
  const attributes = (DataType: string, StringValue: string) => ({
    MessageAttributes: { n: { DataType, StringValue } },
  });

  it('keeps the group of a message, and shows it on request', async () => {
    const { send, receive } = makeQueue();
    send({ MessageGroupId: 'tenant-1' });
    const names = { MessageSystemAttributeNames: ['MessageGroupId'], VisibilityTimeout: 0 };
    expect(await receive(names)).toMatchObject({
      Messages: [{ Attributes: { MessageGroupId: 'tenant-1' } }],
    });
    expect(await receive({})).not.toHaveProperty('Messages.0.Attributes');
  });

  it('counts attributes against the limit of the queue: name, type and value', () => {
    const { send } = makeQueue();
    const body = (bytes: number) => ({ MessageBody: 'x'.repeat(bytes) });
    expect(() => send(body(LIMIT))).not.toThrow();
    expect(() => send(body(LIMIT + 1))).toThrow('must be shorter than 1024 bytes');
    expect(() => send({ ...body(LIMIT - 8), ...attributes('String', 'v') })).not.toThrow();
    expect(() => send({ ...body(LIMIT - 7), ...attributes('String', 'v') })).toThrow('it has 1025 bytes');
  });

  it.each([
    [attributes('Number', 'ten'), "'n' has the type 'Number', but its value is no number"],
    [attributes('Text', 'ten'), "'n' has an invalid message attribute type"],
    [attributes('String', ''), "'n' must contain a non-empty value"],
    [{ MessageAttributes: { 'a b': { DataType: 'String', StringValue: 'v' } } }, "'a b' has an invalid name"],
    [{ MessageGroupId: 'a b' }, 'MessageGroupId is invalid'],
    [{ MessageDeduplicationId: 'd' }, "'MessageDeduplicationId' is not supported here"],
    [{ MessageSystemAttributes: {} }, "'MessageSystemAttributes' is not supported here"],
  ])('refuses %j as InvalidParameterValue', (input, message) => {
    expect(() => makeQueue().send(input)).toThrow(
      expect.objectContaining({ code: 'InvalidParameterValue', message: expect.stringContaining(message) }),
    );
  });

  it('refuses to show a system attribute that SQS does not know', async () => {
    await expect(makeQueue().receive({ AttributeNames: ['Colour'] })).rejects.toMatchObject({
      code: 'InvalidAttributeName',
    });
  });
});
