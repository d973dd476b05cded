import { Writable } from 'node:stream';
import { expect, it } from '@jest/globals';
import { flushed } from './flushed.ts';

it('waits for a reader that is slow', async () => {
  const taken: string[] = [];
  const pending: (() => void)[] = [];
  const slow = new Writable({
    write: (chunk: Buffer, _encoding, next) => {
      pending.push(() => {
        taken.push(chunk.toString());
        next();
      });
    },
  });
  slow.write('first ');
  slow.write('second');
  const all = flushed(slow);
  for (let turn = 0; turn < 10; turn += 1) {
    await new Promise(setImmediate);
    pending.shift()?.();
  }
  await all;
  expect(taken.join('')).toBe('first second');
});

it('does not wait for one that is gone', async () => {
  const closed = new Writable({
    write: (_chunk, _encoding, next) => {
      next(new Error('EPIPE'));
    },
  });
  closed.on('error', () => undefined);
  closed.write('x');
  await flushed(closed);
  await expect(flushed(closed)).resolves.toBeUndefined();
});
