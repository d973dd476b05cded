import { afterAll, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stageNamed } from '@interstella/infra/settings';
import { DEFAULT_ENVIRONMENT_NAME } from '@interstella/infra/stages';
import type { ChangeEvent } from '@interstella/local/platform';
import { waitFor } from '@interstella/libs/testing';
import { imageCatalogue } from '@interstella/images/image-catalogue.ts';
import { localTemplate } from '@interstella/migration/assembly/local-template.ts';
import type { SwitchSummary } from '@interstella/migration/step/switch-summary.ts';
import { KitHome } from '../../cli/e2e/support/command-line.ts';
import { expectNoFailures, type Failures } from '../../cli/e2e/support/failed-requests.ts';
import {
  expectKitConserved,
  moreOrders as moreOrdersIn,
  witnessOrders,
} from '../../cli/e2e/support/kit-conservation.ts';
import type { RunningCommand } from '../../cli/e2e/support/running-command.ts';
import { KitUnderTest } from '../../cli/e2e/support/running-kit.ts';
import type { Witness } from '../../cli/e2e/support/witness.ts';

/** So many orders are published in every stage at least. */
const SOME = 25;
const THERE = ['iridium', 'noiridium', 'magnesite', 'nomagnesite'];
const AND_BACK = ['magnesite', 'noiridium', 'iridium', 'alb'];

interface StageJson {
  readonly from: string;
  readonly to: string;
  readonly changes: readonly string[];
  readonly result: { readonly outcome: string; readonly leftBehind: readonly string[] };
  readonly summary: SwitchSummary;
}

/** One for all tests, unless one is repeated: each deploys its first stage when nothing flows any more. */
let home = new KitHome();
let running: RunningCommand | undefined;
let kit: KitUnderTest;
let witness: Witness | undefined;

/** Begins at a stage, without orders. */
async function begin(first: string): Promise<void> {
  if (!running) {
    running = home.start('--stage', first, '--rate', '0');
    kit = await KitUnderTest.up(home, running);
    return;
  }
  await kit.forgetFailures();
  await kit.hq.setGenerator({ rate: 0, paused: false });
  const { participant } = kit.kit;
  await (first === 'task' ? kit.hq.close(participant) : kit.hq.open(participant));
  await kit.deployAtOnce(first);
}

/** Begins to make orders, before the eyes of somebody else. */
async function flow(rate: number): Promise<Witness> {
  witness ??= await witnessOrders(kit);
  await kit.hq.setGenerator({ rate });
  return witness;
}

/** @returns the requests that failed on the way, since the test began */
async function expectConserved(published: Witness): Promise<Failures> {
  await expectKitConserved(kit, published);
  return kit.failures();
}

afterAll(end);

async function end(): Promise<void> {
  running?.signal('SIGKILL');
  await running?.ended;
  running = undefined;
  await witness?.close();
  witness = undefined;
  home.remove();
}

/** Does it without a single failed request. */
function withoutFailures(rehearse: () => Promise<Failures>): Promise<void> {
  return expectNoFailures(rehearse, async () => {
    await end();
    home = new KitHome();
  });
}

async function stage(name: string, ...args: string[]): Promise<StageJson> {
  const { code, stdout, stderr } = await home.interstella('stage', name, '--json', ...args);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return JSON.parse(stdout) as StageJson;
}

/** Lets orders flow for a while. */
function moreOrders(published: Witness): Promise<void> {
  return moreOrdersIn(kit, published, SOME);
}

describe('a step of the migration', () => {
  it('loses, repeats and refuses nothing under 50 orders a second: there and back', () =>
    withoutFailures(async () => {
      await begin('alb');
      const published = await flow(50);
      for (const name of [...THERE, ...AND_BACK]) {
        const { result, summary, to } = await stage(name);
        expect({ to, ...result }).toEqual({ to: name, outcome: 'done', leftBehind: [] });
        expect(summary).toMatchObject({ lost: 0, unattributed: 0 });
        await moreOrders(published);
      }
      return expectConserved(published);
    }));

  it('that cannot be taken is rolled back as a whole, and orders keep flowing', () =>
    withoutFailures(async () => {
      await begin('iridium');
      const published = await flow(50);
      await moreOrders(published);
      const before = await kit.platform.state();
      const bad = join(home.folder, 'bad-image.mjs');
      writeFileSync(bad, 'process.exit(1);');
      const images = imageCatalogue(DEFAULT_ENVIRONMENT_NAME);
      const events: ChangeEvent[] = [];
      const result = await kit.platform.deploy(
        await localTemplate(stageNamed('noiridium'), {}),
        { ...images, 'interstella-monolith:noiridium': { entry: bad, env: {} } },
        (event) => events.push(event),
      );
      expect(result).toMatchObject({ outcome: 'rolledBack', leftBehind: [] });
      expect(result.reason).toContain('interstella-monolith');
      expect(events.some((event) => event.event === 'plan' && event.rollingBackBecause !== undefined)).toBe(
        true,
      );
      const after = await kit.platform.state();
      expect(after.stage).toBe('iridium');
      expect(after.subscriptions).toEqual(before.subscriptions);
      expect((await kit.tasksOf('monolith')).map(({ image }) => image)).toEqual([
        'interstella-monolith:latest',
      ]);
      await moreOrders(published);
      return expectConserved(published);
    }));

  it('begins with a task by itself, to which HQ owes nothing, and refuses to skip', () =>
    withoutFailures(async () => {
      await begin('task');
      await flow(50);
      const complete = async () => (await kit.hq.report()).participants[0]?.complete ?? 0;
      const before = await complete();
      const skipping = await home.interstella('stage', 'iridium');
      expect(skipping.code).toBe(2);
      expect(skipping.stderr).toContain('  npx interstella stage alb\n  npx interstella stage iridium\n');
      const unknown = await home.interstella('stage', 'gold');
      expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no stage gold') });

      const ran = await home.interstella('run-task');
      expect(ran.code).toBe(0);
      const curl = /^ {2}(curl .*)$/m.exec(ran.stdout)?.[1] ?? '';
      expect((await home.run('bash', '-c', curl)).stdout).toBe('Your order has been fulfilled');
      expect((await home.interstella('run-task')).code).toBe(1);

      // The load balancer takes the task's port.
      await stage('alb');
      expect((await home.run('bash', '-c', curl)).stdout).toBe('Your order has been fulfilled');
      await waitFor('orders', async () => (await complete()) > before);
      const scaled = await home.interstella('scale', 'monolith', '2');
      expect(scaled.code).toBe(0);
      const { stdout } = await home.interstella('status', '--json');
      expect(JSON.parse(stdout)).toMatchObject({
        stage: 'alb',
        problems: [],
        services: [{ healthyCount: 2 }],
      });
      expect((await home.interstella('logs', 'monolith')).stdout).toMatch(
        /^[0-9a-f]{8} {2}.*Bundle fulfilled/m,
      );

      await stage('task');
      const closed = (await kit.hq.participants()).every(({ open }) => !open);
      expect(closed).toBe(true);
      const { participants } = await kit.hq.report();
      expect(participants[0]).toMatchObject({ open: 0, lost: 0, unattributed: 0, direct: 2 });
      return kit.failures();
    }));

  // The last one, since requests fail in it.
  it('waits at the gate for an order from before the present stage was stable, and names it', async () => {
    await begin('alb');
    // Healthy all the while: no other task takes the order instead.
    const refuseOrders = (forMs: number) =>
      kit.platform.injectFault({ kind: 'error', target: 'monolith', share: 1, forMs });
    await refuseOrders(600_000);
    const [orderId = ''] = await kit.hq.order(1);
    // Nothing changes, but the stage is stable only from now on.
    await stage('alb');
    const held = await home.interstella('stage', 'iridium', '--timeout', '0');
    expect(held.code).toBe(1);
    expect(held.stderr).toContain('The gate still holds');
    expect(held.stderr).toContain(orderId);
    const forPrograms = await home.interstella('stage', 'iridium', '--timeout', '0', '--json');
    expect(forPrograms).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse(forPrograms.stdout)).toMatchObject({ error: { code: 'GATE_HOLDS' } });
    // Another monolith at the same stage is a step like any other.
    const another = ['stage', 'alb', '-c', 'monolithTag=noiridium', '--timeout', '0'];
    const refused = await home.interstella(...another);
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nobody would gather iridium'),
    });
    const wrongOrder = await home.interstella(...another, '--wrong-order');
    expect(wrongOrder).toMatchObject({ code: 1, stderr: expect.stringContaining(orderId) });
    // A second terminal goes before one that waits.
    const waiting = home.interstellaRunning('stage', 'iridium');
    await waitFor('the gate to hold', () => waiting.stdout.includes('The gate holds: 1 open'));
    await stage('alb');
    const overtaken = await waiting.ended;
    expect(overtaken).toMatchObject({ code: 1, stderr: expect.stringContaining('deployed meanwhile') });
    expect((await kit.platform.state()).stage).toBe('alb');
    await refuseOrders(0);
    await kit.hq.republish();
    expect((await stage('iridium')).result.outcome).toBe('done');
    expect((await kit.hq.orderStatus(orderId))?.participants[0]?.complete).toBe(true);
  });
});
