import { describe, expect, it } from '@jest/globals';
import type { ParticipantReport } from '@interstella/hq/client';
import { judgeWrongOrder } from './judge-wrong-order.ts';

const lost = (orderId: string, missing = ['iridium']) => ({ orderId, publishedAt: '', missing });
const step = { early: ['a', 'b'], late: ['c', 'd'], outcome: 'done' };

function judge(change: object = {}, orders = [lost('c'), lost('d')], done = step): boolean {
  const report = { red: true, complete: 2, unattributed: 0, orders: { lost: orders }, ...change };
  return judgeWrongOrder(report as unknown as ParticipantReport, done, {
    tag: 'noiridium',
    missing: 'iridium',
  }).ok;
}

describe('the wrong order', () => {
  it('is as expected if exactly its orders are lost, and lack the resource', () => {
    expect(judge()).toBe(true);
  });

  it.each<[string, boolean]>([
    ['nothing is lost, since nothing came of it', judge({ red: false, complete: 4 }, [])],
    ['there were no orders after it', judge({}, [], { ...step, late: [] })],
    ['one of them is not lost', judge({ complete: 3 }, [lost('c')])],
    ['another order is lost, too', judge({}, [lost('b'), lost('c'), lost('d')])],
    ['another order is lost instead', judge({}, [lost('b'), lost('d')])],
    ['one lacks another resource', judge({}, [lost('c'), lost('d', ['magnesite'])])],
    ['one lacks both', judge({}, [lost('c'), lost('d', ['iridium', 'magnesite'])])],
    ['the report is green', judge({ red: false })],
    ['an order from before is not complete', judge({ complete: 1 })],
    ['something was made twice', judge({ unattributed: 1 })],
    ['the step was not made', judge({}, undefined, { ...step, outcome: 'rolledBack' })],
  ])('is not where %s', (_what, ok) => {
    expect(ok).toBe(false);
  });
});
