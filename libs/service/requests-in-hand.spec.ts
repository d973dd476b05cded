import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { RequestsInHand } from './requests-in-hand.ts';

const response = () => new ServerResponse(new IncomingMessage(new Socket()));

/** Whether a promise is resolved by now. */
async function isResolved(promise: Promise<void>): Promise<boolean> {
  return Promise.race([
    promise.then(() => true),
    new Promise<false>((resolve) => setImmediate(resolve, false)),
  ]);
}

describe('RequestsInHand', () => {
  it('are none before the first', async () => {
    expect(await isResolved(new RequestsInHand().none())).toBe(true);
  });

  it('are none again only when the last has its answer', async () => {
    const inHand = new RequestsInHand();
    const [first, second] = [response(), response()];
    inHand.take(first);
    inHand.take(second);
    const none = inHand.none();
    first.emit('close');
    expect(await isResolved(none)).toBe(false);
    second.emit('close');
    expect(await isResolved(none)).toBe(true);
  });

  it('are told to everybody who waits', async () => {
    const inHand = new RequestsInHand();
    const only = response();
    inHand.take(only);
    const waiting = [inHand.none(), inHand.none()];
    only.emit('close');
    expect(await Promise.all(waiting.map(isResolved))).toEqual([true, true]);
  });
});
