import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Delivery, Deliveries } from './deliveries.ts';
import { Disturbances } from './disturbance.ts';

const MIB = 1024 * 1024;

describe('deliveries', () => {
  let deliveries: Deliveries;
  let disturbances: Disturbances;
  let defects: unknown[];
  let finish: (prepared: readonly Delivery[]) => void;
  let fail: (error: Error) => void;
  const prepare = () =>
    new Promise<readonly Delivery[]>((resolve, reject) => {
      finish = resolve;
      fail = reject;
    });

  beforeEach(() => {
    defects = [];
    disturbances = new Disturbances(() => 0);
    deliveries = new Deliveries({
      maxOutstanding: 3,
      disturbances,
      onDefect: (error) => defects.push(error),
    });
  });
  afterEach(() => deliveries.close());

  /** Whether one more delivery of so many bytes is accepted. */
  const accepts = (bytes = 1) => {
    try {
      deliveries.accept(1, bytes, () => Promise.resolve([]));
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: 'Throttled', status: 429 });
      return false;
    }
  };
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it('are refused beyond the bound on their number, until one has ended', async () => {
    deliveries.accept(3, 1, prepare);
    expect(accepts()).toBe(false);
    finish([]);
    await settled();
    expect(accepts()).toBe(true);
  });

  it('are refused beyond the bound, which counts the copies of a disturbance', async () => {
    disturbances.begin({ copies: 3, spreadMs: 0 }, 1);
    deliveries.accept(1, 1, prepare);
    disturbances.begin({ copies: 1, spreadMs: 0 }, 1);
    expect(accepts()).toBe(false);
    finish([]);
    await settled();
    expect(accepts()).toBe(true);
    disturbances.begin({ copies: 4, spreadMs: 0 }, 1);
    expect(accepts()).toBe(false);
  });

  it('are refused beyond the bound on their bytes, until one has ended', async () => {
    deliveries.accept(1, 256 * MIB, prepare);
    expect(accepts()).toBe(false);
    finish([]);
    await settled();
    expect(accepts(256 * MIB)).toBe(true);
  });

  it('report a defect and end when their preparation fails', async () => {
    deliveries.accept(3, 1, prepare);
    fail(new Error('no entropy'));
    await settled();
    expect(defects).toMatchObject([{ message: 'no entropy' }]);
    expect(accepts()).toBe(true);
  });

  it('hold back the publisher while too many wait for their limit, and not while they wait for a retry', async () => {
    await deliveries.close();
    deliveries = new Deliveries({ maxWaiting: 2, onDefect: (error) => defects.push(error) });
    deliveries.requireRoom();
    const first = prepare();
    deliveries.accept(1, 1, () => first);
    const finishFirst = finish;
    deliveries.accept(1, 1, prepare);
    expect(() => {
      deliveries.requireRoom();
    }).toThrow('Rate exceeded: 2 deliveries wait for their turn, since subscribers take them slowly');
    finishFirst([]);
    await settled();
    deliveries.requireRoom();
    finish([]);
  });
});
