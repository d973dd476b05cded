import { describe, expect, it } from '@jest/globals';
import { RETRY_WINDOW_MS } from '@interstella/infra/stages';
import { stableSince } from './stable-since.ts';

const NOW = new Date('2026-11-20T12:00:00.000Z');
const before = (ms: number) => new Date(NOW.getTime() - ms);
const LONG_AGO = before(3 * RETRY_WINDOW_MS);

describe('a stage is stable since', () => {
  it('the end of the last change, of its stack or of a service', () => {
    const times = { stackCompletedAt: before(60_000), servicesChangedAt: [], subscriptionsMadeAt: [] };
    expect(stableSince(times, NOW)).toEqual(before(60_000));
    expect(stableSince({ ...times, servicesChangedAt: [before(90_000), before(10_000)] }, NOW)).toEqual(
      before(10_000),
    );
  });

  it('now, while a subscription is so young that it may have been confirmed just now', () => {
    const times = {
      stackCompletedAt: LONG_AGO,
      servicesChangedAt: [],
      subscriptionsMadeAt: [LONG_AGO, before(60_000)],
    };
    expect(stableSince(times, NOW)).toEqual(NOW);
  });

  it('the last moment at which SNS could have asked for a confirmation, where that is over', () => {
    const made = before(RETRY_WINDOW_MS + 5_000);
    const times = { stackCompletedAt: made, servicesChangedAt: [], subscriptionsMadeAt: [made] };
    expect(stableSince(times, NOW)).toEqual(before(5_000));
  });
});
