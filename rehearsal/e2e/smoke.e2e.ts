/** `interstella smoke`, against a kit that wants the service key, and against what only seems to be one. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { INTERSTELLA, KitHome, type RunningCommand } from '../../cli/e2e/support/command-line.ts';
import { ROOT } from '../../cli/e2e/support/root.ts';
import { KitUnderTest } from '../../cli/e2e/support/running-kit.ts';
import { YesSayer } from '../../cli/e2e/support/yes-sayer.ts';

interface Smoked {
  readonly stage: string | null;
  readonly well: boolean;
  readonly checks: readonly { readonly name: string; readonly outcome: string; readonly detail?: string }[];
}

/** `name: outcome`, as far as it is not ok. */
const troubles = ({ checks }: Smoked) =>
  checks.filter(({ outcome }) => outcome !== 'ok').map(({ name, outcome }) => `${name}: ${outcome}`);

describe('interstella smoke', () => {
  const home = new KitHome();
  const elsewhere = new KitHome();
  let kit: RunningCommand;
  let url: string;
  let yesSayer: YesSayer;

  beforeAll(async () => {
    kit = home.start('--stage', 'iridium', '--secure');
    url = (await KitUnderTest.withOrders(home, kit)).kit.ordersUrl;
    yesSayer = await YesSayer.start();
  });

  afterAll(async () => {
    yesSayer.stop();
    kit.signal('SIGINT');
    await kit.ended;
    home.remove();
    elsewhere.remove();
  });

  const smoke = async (where: KitHome, ...args: string[]): Promise<Smoked> => {
    const { stdout } = await where.interstella('smoke', '--json', ...args);
    return JSON.parse(stdout) as Smoked;
  };

  it('checks what the stage of the kit has, with the service key', async () => {
    const { code, stdout, stderr } = await home.interstella('smoke');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(
      stdout
        .replace(/: .* by .*/, '')
        .trim()
        .split('\n'),
    ).toEqual([
      'ok      health',
      'ok      health of iridium',
      'ok      rule /iridium* leads to iridium',
      'ok      what matches no rule leads to monolith',
      'ok      no rule for /magnesite/',
      'ok      a direct order',
      'ok      a direct order of iridium',
      'ok      no order at all',
      'ok      a notification with a forged signature',
      'ok      a path that is not there',
      'ok      an order through SNS to the ledger',
      `All well at ${url}, stage iridium`,
    ]);
  });

  it('fails where a service, a rule or the key is missing', async () => {
    expect(troubles(await smoke(home, '--url', url, '--stage', 'magnesite'))).toEqual([
      'health of magnesite: FAILED',
      'rule /magnesite* leads to magnesite: FAILED',
      'a direct order of magnesite: FAILED',
    ]);
    const { code, stdout } = await elsewhere.interstella('smoke', '--url', url);
    expect(stdout).toMatch(/^FAILED {2}a direct order: expected 200 .*, got 401 .*SERVICE_KEY/m);
    expect(stdout).toMatch(/^skipped an order through SNS to the ledger: .*HQ_ADMIN_KEY/m);
    expect(stdout).toMatch(/^Not well at /m);
    expect(code).toBe(1);
  });

  it('fails at a server that answers 200 to everything', async () => {
    const smoked = await smoke(elsewhere, '--url', yesSayer.url, '--stage', 'iridium');
    expect(smoked.checks.filter(({ outcome }) => outcome === 'ok').map(({ name }) => name)).toEqual([
      'health',
      'health of iridium',
    ]);
    expect(smoked.well).toBe(false);
  });

  it.each([
    [['--url', 'somewhere'], '--url somewhere is no URL'],
    [['--stage', 'teleport'], 'There is no stage teleport'],
    [['--stage', 'workshop'], 'nothing runs yet'],
  ])('refuses %j', async (args, why) => {
    const { code, stderr } = await elsewhere.interstella('smoke', ...args);
    expect(stderr).toContain(why);
    expect(code).toBe(2);
  });

  it('agrees with scripts/smoke.sh', async () => {
    const script = join(ROOT, 'scripts', 'smoke.sh');
    const { code, stdout } = await elsewhere.run('bash', script, url);
    const failed = (text: string) =>
      text.split('\n').flatMap((line) => /^FAILED +([^:]+):/.exec(line)?.[1] ?? []);
    const ours = await elsewhere.run(process.execPath, INTERSTELLA, 'smoke', '--url', url);
    expect(failed(ours.stdout)).toEqual(failed(stdout));
    expect(failed(stdout)).toEqual(['a direct order', 'no order at all']);
    expect([code, ours.code]).toEqual([1, 1]);
  });
});
