import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { InFlightRequests } from './in-flight-requests.ts';

const response = () => new ServerResponse(new IncomingMessage(new Socket()));

/** Whether a promise is resolved by now. */
async function isResolved(promise: Promise<void>): Promise<boolean> {
  return Promise.race([
    promise.then(() => true),
    new Promise<false>((resolve) => setImmediate(resolve, false)),
  ]);
}

describe('InFlightRequests', () => {
  it('are none before the first', async () => {
    expect(await isResolved(new InFlightRequests().none())).toBe(true);
  });

  it('are none again only when the last has its answer', async () => {
    const inFlight = new InFlightRequests();
    const [first, second] = [response(), response()];
    inFlight.add(first);
    inFlight.add(second);
    const none = inFlight.none();
    first.emit('close');
    expect(await isResolved(none)).toBe(false);
    second.emit('close');
    expect(await isResolved(none)).toBe(true);
  });

  it('are told to everybody who waits', async () => {
    const inFlight = new InFlightRequests();
    const only = response();
    inFlight.add(only);
    const waiting = [inFlight.none(), inFlight.none()];
    only.emit('close');
    expect(await Promise.all(waiting.map(isResolved))).toEqual([true, true]);
  });
});
