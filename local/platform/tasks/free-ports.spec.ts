import { describe, expect, it } from '@jest/globals';
import { FreePorts } from './free-ports.ts';

/** A machine that offers these ports, one after the other, and then the last for ever. */
const offering = (...ports: number[]) =>
  new FreePorts(() => Promise.resolve((ports.length > 1 ? ports.shift() : ports[0]) ?? 0));

describe('FreePorts', () => {
  it('gives nobody a port that another one has been given and does not listen at yet', async () => {
    const ports = offering(4000, 4000, 4001);
    expect([await ports.take(), await ports.take()]).toEqual([4000, 4001]);
  });

  it('gives a port again that was given back', async () => {
    const ports = offering(4000);
    ports.giveBack(await ports.take());
    expect(await ports.take()).toBe(4000);
  });

  it('does not look for ever', async () => {
    const ports = offering(4000);
    await ports.take();
    await expect(ports.take()).rejects.toThrow('Try again');
  });
});
