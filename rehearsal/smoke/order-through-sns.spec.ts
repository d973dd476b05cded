import { describe, expect, it } from '@jest/globals';
import type { HqClient, ParticipantOrderStatus } from '@interstella/hq/client';
import { STAGES } from '@interstella/infra/stages';
import { orderThroughSns } from './order-through-sns.ts';
import type { SmokePlace } from './smoke-place.ts';
import { runChecks } from './smoke-test.ts';

/** An order that was claimed so at once. */
function status(participant: string, claimedBy: Readonly<Record<string, string>>): ParticipantOrderStatus {
  const at = '2026-11-20T09:00:00.000Z';
  const claims = Object.entries(claimedBy).map(([resource, by]) => [resource, { by, at, attempts: 1 }]);
  return {
    participant,
    publishedAt: at,
    completedAt: at,
    complete: true,
    claims: Object.fromEntries(claims) as ParticipantOrderStatus['claims'],
  };
}

/** What the check comes to at a stage, once HQ says that about the order. */
async function outcome(
  stage: string,
  participants: readonly ParticipantOrderStatus[],
  { monolithTag, participant }: { monolithTag?: 'noiridium'; participant?: string } = {},
) {
  const hq: Pick<HqClient, 'order' | 'orderStatus'> = {
    order: () => Promise.resolve(['order-1']),
    orderStatus: (orderId) => Promise.resolve({ orderId, participants, isWhole: true }),
  };
  const place: SmokePlace = {
    url: 'http://localhost',
    stage: STAGES.find(({ name }) => name === stage),
    serviceKey: undefined,
    monolithTag,
    findHq: () =>
      Promise.resolve({
        client: hq as HqClient,
        participant,
        openCommand: (name) => `open ${name}`,
      }),
  };
  return resultOf(place);
}

async function resultOf(place: SmokePlace) {
  const [result] = await runChecks([orderThroughSns(place)], () => undefined);
  return result;
}

const BY_MONOLITH = { iridium: 'monolith', magnesite: 'monolith' };
const BY_BOTH = { iridium: 'iridium', magnesite: 'monolith' };
const BY_SERVICES = { iridium: 'iridium', magnesite: 'magnesite' };

describe('an order through SNS', () => {
  it.each<[stage: string, claims: Record<string, string>]>([
    ['alb', BY_MONOLITH],
    ['iridium', BY_MONOLITH],
    ['iridium', BY_BOTH],
    ['noiridium', BY_BOTH],
    ['magnesite', BY_SERVICES],
    ['nomagnesite', BY_SERVICES],
  ])('is well at stage %s when it is claimed as %j', async (stage, claims) => {
    const [first, second] = Object.entries(claims).map(([resource, by]) => `${resource} by ${by}`);
    expect(await outcome(stage, [status('team-7', claims)])).toMatchObject({
      outcome: 'ok',
      detail: `${first}, ${second}`,
    });
  });

  it.each<[stage: string, claims: Record<string, string>, stranger: string]>([
    ['alb', BY_BOTH, 'iridium by iridium'],
    ['noiridium', BY_MONOLITH, 'iridium by monolith'],
    ['nomagnesite', BY_BOTH, 'magnesite by monolith'],
  ])('is not at stage %s when it is claimed as %j', async (stage, claims, stranger) => {
    const result = await outcome(stage, [status('team-7', claims)]);
    expect(result).toMatchObject({ outcome: 'FAILED' });
    expect(result?.detail).toContain(stranger);
  });

  it("judges the participant's own share alone", async () => {
    const shares = [status('team-7', BY_MONOLITH), status('team-8', BY_SERVICES)];
    expect(await outcome('alb', shares)).toMatchObject({ outcome: 'FAILED' });
    expect(await outcome('alb', shares, { participant: 'team-7' })).toMatchObject({ outcome: 'ok' });
  });

  it('is judged by the tag that the monolith really has', async () => {
    const wrongOrder = { monolithTag: 'noiridium' } as const;
    expect(await outcome('alb', [status('team-7', BY_MONOLITH)], wrongOrder)).toMatchObject({
      outcome: 'FAILED',
    });
  });

  it.each<[who: string, findHq: SmokePlace['findHq'], outcome: string, detail: string]>([
    ['may ask HQ for one', () => Promise.resolve(undefined), 'skipped', 'HQ_ADMIN_KEY'],
    ['finds HQ', () => Promise.reject(new Error('HQ cannot be reached')), 'FAILED', 'cannot be reached'],
  ])('says so where nobody %s', async (_who, findHq, outcome, detail) => {
    const place = { url: 'http://localhost', stage: undefined, serviceKey: undefined, findHq };
    const result = await resultOf(place);
    expect(result?.outcome).toBe(outcome);
    expect(result?.detail).toContain(detail);
  });
});
