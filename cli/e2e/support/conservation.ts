import { setTimeout as delay } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { LedgerOrder, ParticipantReport } from '@interstella/hq/client';
import { RESOURCES } from '@interstella/infra/stages';
import { waitFor } from '@interstella/libs/testing';
import { absorbedAccordingTo } from './claims.ts';
import { PARTICIPANT, TOPICS, type World } from './world.ts';

/** A report counts every order; asked without a pause, it would be the load. */
const REPORT_EVERY_MS = 100;

export interface Conserved {
  readonly report: ParticipantReport;
  readonly orderIds: readonly string[];
}

/**
 * How many duplicates HQ must have absorbed: so many, where the test determines it; as many as the proxy before HQ has
 * seen; or any number, where services call HQ without the proxy.
 */
type Absorbed = number | 'as seen' | 'unseen';

/**
 * Waits until every order is complete and no delivery is under way any more, then asserts that nothing was lost and
 * nothing made twice: by HQ's report and its audit, order by order, and held against what was published according to the
 * witness and what was claimed according to the proxy before HQ.
 */
export async function expectConserved(world: World, absorbed: Absorbed): Promise<Conserved> {
  const report = await settle(world);
  const orderIds = [...world.published('orders')].sort();
  for (const topic of TOPICS) {
    expect([...world.published(topic)].sort()).toEqual(orderIds);
  }
  expect(report).toMatchObject({
    red: false,
    reasons: [],
    published: orderIds.length,
    complete: orderIds.length,
    overdue: 0,
    deadLettered: 0,
    lost: 0,
    direct: 0,
    unattributed: 0,
  });
  for (const resource of RESOURCES) expect(report.byResource[resource]?.claimed).toBe(orderIds.length);
  expect(await attemptsBeyondTheFirst(world, orderIds)).toBe(report.duplicatesAbsorbed);
  expectAbsorbed(world, report, absorbed);
  await expectAuditAgrees(world, report);
  return { report, orderIds };
}

/** The audit finds the seals right, and the report that counts everything anew says the same as the one before. */
export async function expectAuditAgrees(world: World, report: ParticipantReport): Promise<void> {
  const { audit, participants } = await world.hq.report({ participant: PARTICIPANT, audit: true });
  expect(audit).toEqual({ agrees: true, differences: [] });
  expect(participants).toEqual([report]);
}

/** Looks every single order up in the ledger. @returns the attempts that were absorbed, over all of them */
async function attemptsBeyondTheFirst(world: World, orderIds: readonly string[]): Promise<number> {
  const published = (await ledgerOf(world)).filter(({ publishedAt }) => publishedAt !== null);
  expect(published.map(({ orderId }) => orderId)).toEqual(orderIds);
  return published.reduce((sum, { orderId, complete, claims }) => {
    expect({ orderId, complete }).toEqual({ orderId, complete: true });
    expect(Object.keys(claims).sort()).toEqual([...RESOURCES]);
    return sum + Object.values(claims).reduce((beyond, { attempts }) => beyond + attempts - 1, 0);
  }, 0);
}

/** All orders of the participant, as the ledger has them. */
export async function ledgerOf({ hq }: World): Promise<readonly LedgerOrder[]> {
  const orders: LedgerOrder[] = [];
  for await (const page of hq.ledger(PARTICIPANT)) orders.push(...page);
  return orders;
}

function expectAbsorbed(world: World, { duplicatesAbsorbed }: ParticipantReport, expected: Absorbed): void {
  if (expected === 'unseen') return;
  if (expected !== 'as seen') expect(duplicatesAbsorbed).toBe(expected);
  const bounds = absorbedAccordingTo(world.gate.exchanges);
  expect(duplicatesAbsorbed).toBeGreaterThanOrEqual(bounds.least);
  expect(duplicatesAbsorbed).toBeLessThanOrEqual(bounds.most);
}

/** A report made while nothing was under way, neither from HQ to SNS, nor from SNS to a service, nor to HQ. */
async function settle(world: World): Promise<ParticipantReport> {
  let state = 'HQ said nothing yet';
  try {
    return await waitFor('every order to be complete and every delivery to be settled', async () => {
      const { running, backlog } = await world.hq.generator();
      const claims = world.gate.exchanges.length;
      state = `${backlog} orders in HQ's outbox, generator ${running ? 'running' : 'resting'}`;
      const missing = missingDeliveries(world);
      if (missing.length > 0)
        state += `; of ${missing.length} deliveries: ${missing.slice(0, 10).join(', ')}`;
      if (running || backlog > 0 || missing.length > 0) return undefined;
      const report = await world.report();
      state = JSON.stringify(report, null, 1);
      const isQuiet =
        world.gate.inFlight === 0 &&
        world.gate.exchanges.length === claims &&
        missingDeliveries(world).length === 0;
      const witnessed = TOPICS.map((topic) => world.published(topic).size);
      state += ` The witness has seen ${witnessed.join(', ')} orders on the topics ${TOPICS.join(', ')}.`;
      const isWitnessed = witnessed.every((count) => count >= report.published);
      if (report.open === 0 && isQuiet && isWitnessed) return report;
      await delay(REPORT_EVERY_MS);
      return undefined;
    });
  } catch (error) {
    throw new Error(`${(error as Error).message} What HQ said last: ${state}`, { cause: error });
  }
}

function missingDeliveries(world: World): string[] {
  return world.routes.flatMap((route) =>
    route.missing(world.published(route.topic, route.since)).map((what) => `${route.topic} lacks ${what}`),
  );
}
