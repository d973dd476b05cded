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

  it('hides no message for a caller who has gone', async () => {
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
