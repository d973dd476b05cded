import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { after, Disturbances } from './disturbances.ts';

describe('disturbances', () => {
  it('are in force for their time and their target group alone', () => {
    let now = 1_000;
    const disturbances = new Disturbances(() => now);
    const slow = { kind: 'slow', delayMs: 5 } as const;
    disturbances.begin('iridium', slow, 500);
    expect(disturbances.on('monolith')).toBeUndefined();
    now = 1_499;
    expect(disturbances.on('iridium')).toBe(slow);
    now = 1_500;
    expect(disturbances.on('iridium')).toBeUndefined();
  });

  it('take the place of what was done to the same target group', () => {
    const disturbances = new Disturbances(() => 0);
    disturbances.begin('iridium', { kind: 'slow', delayMs: 5 }, 500);
    disturbances.begin('iridium', { kind: 'error', share: 1 }, 1);
    expect(disturbances.on('iridium')).toEqual({ kind: 'error', share: 1 });
  });
});

describe('a delayed request', () => {
  const delayed = (delayMs: number) => {
    const socket = new EventEmitter();
    const calls: string[] = [];
    after(delayMs, socket as Socket, {
      onward: () => calls.push('onward'),
      onGone: () => calls.push('gone'),
    });
    return { socket, calls };
  };

  it('goes on after its delay, and its end is then not a matter of the delay', async () => {
    const { socket, calls } = delayed(1);
    while (calls.length === 0) await delay(1);
    socket.emit('close');
    expect(calls).toEqual(['onward']);
  });

  it('whose client goes is over', async () => {
    const { socket, calls } = delayed(5);
    socket.emit('close');
    await delay(20);
    expect(calls).toEqual(['gone']);
  });
});
