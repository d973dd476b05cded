import { beforeEach, describe, expect, it } from '@jest/globals';
import { readQueueAttributes } from './queue-attributes.ts';
import { Queue } from './queue.ts';

const NONE = new Map();
const DAY_MS = 86_400_000;

describe('a queue', () => {
  let now: number;
  let queue: Queue;

  beforeEach(() => {
    now = Date.parse('2026-11-20T06:00:00Z');
    queue = new Queue('q', 'arn:aws:sqs:us-east-1:000000000000:q', readQueueAttributes({}), () => now);
  });

  const bodies = (max = 10, visibility = 30) => queue.receive(max, visibility).map(({ body }) => body);

  it('gives messages in the order in which they came, and at most the wanted number', () => {
    for (const body of ['a', 'b', 'c']) queue.send(body, NONE);
    expect(bodies(2)).toEqual(['a', 'b']);
    expect(bodies(2)).toEqual(['c']);
  });

  it('hides a received message for its visibility timeout, then gives it again', () => {
    queue.send('a', NONE);
    expect(bodies(1, 30)).toEqual(['a']);
    expect(queue.counts()).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
    now += 29_999;
    expect(bodies()).toEqual([]);
    now += 1;
    expect(queue.counts()).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
    expect(queue.receive(1, 30)[0]?.receiveCount).toBe(2);
  });

  it('knows a message by the receipt handle of its last receive only', () => {
    queue.send('a', NONE);
    const handle = () => queue.receive(1, 10)[0]?.receiptHandle ?? '';
    const first = handle();
    now += 10_000;
    const second = handle();
    expect(queue.byReceipt(first)).toBeUndefined();
    expect(queue.byReceipt(second)?.body).toBe('a');
  });

  it('changes the visibility of a message in flight, and of no other', () => {
    queue.send('a', NONE);
    const handle = queue.receive(1, 30)[0]?.receiptHandle ?? '';
    expect(queue.changeVisibility(handle, 0)).toBe(true);
    expect(queue.counts().visible).toBe(1);
    expect(queue.changeVisibility(handle, 0)).toBe(false);
  });

  it('keeps a message back for its delay', () => {
    queue.send('a', NONE, 5);
    expect(bodies()).toEqual([]);
    expect(queue.counts().delayed).toBe(1);
    now += 5000;
    expect(bodies()).toEqual(['a']);
  });

  it('keeps messages for 14 days, received or not', () => {
    queue.send('a', NONE);
    queue.receive(1, 30);
    now += 14 * DAY_MS - 1;
    expect(queue.counts().visible).toBe(1);
    now += 1;
    expect(queue.counts().visible).toBe(0);
  });

  it('wakes a waiting receiver when a message comes', async () => {
    const arrival = queue.arrival(60_000, new AbortController().signal);
    queue.send('a', NONE);
    await arrival;
    expect(bodies()).toEqual(['a']);
  });

  it('releases a waiting receiver that has gone', async () => {
    const caller = new AbortController();
    const arrival = queue.arrival(60_000, caller.signal);
    caller.abort();
    await expect(arrival).resolves.toBeUndefined();
  });
});

describe('queue attributes', () => {
  it.each([
    [{ VisibilityTimeout: '43201' }, 'Invalid value for the parameter VisibilityTimeout'],
    [{ DelaySeconds: '1.5' }, 'Invalid value for the parameter DelaySeconds'],
    [{ FifoQueue: 'true' }, 'Unknown Attribute FifoQueue.'],
    [{ constructor: 'x' }, 'Unknown Attribute constructor.'],
  ])('refuse %j', (given, reason) => {
    expect(() => readQueueAttributes(given as Record<string, string>)).toThrow(reason);
  });
});
