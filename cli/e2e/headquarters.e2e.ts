/** The commands that speak to Interstella HQ, at a URL instead of the kit that runs here. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { INTERSTELLA, KitHome, type RunningCommand } from './support/command-line.ts';
import { KitUnderTest } from './support/running-kit.ts';

describe('an HQ elsewhere', () => {
  const there = new KitHome();
  const here = new KitHome();
  let kit: RunningCommand;
  let url: string;
  let adminKey: string;

  beforeAll(async () => {
    kit = there.start();
    ({ hqUrl: url, adminKey } = (await KitUnderTest.withOrders(there, kit)).kit);
  });

  afterAll(async () => {
    kit.signal('SIGINT');
    await kit.ended;
    there.remove();
    here.remove();
  });

  const withKey = (...args: string[]) =>
    here.run('env', `HQ_ADMIN_KEY=${adminKey}`, process.execPath, INTERSTELLA, ...args, '--hq-url', url);

  it('reports, and takes instructions, with the admin key alone', async () => {
    expect(await withKey('report', '--json')).toMatchObject({ code: 0, stderr: '' });
    expect(await withKey('order')).toMatchObject({ code: 0 });
    expect((await withKey('hq', 'generator', '--rate', '3')).stdout).toContain('rate 3/s');
    for (const args of [['report'], ['order'], ['hq', 'generator']]) {
      const { code, stderr } = await here.interstella(...args, '--hq-url', url);
      expect(stderr).toContain('Set HQ_ADMIN_KEY to its admin key');
      expect(code).toBe(2);
    }
  });

  it('tells a participant its own part, by its API key', async () => {
    const added = await withKey('hq', 'add-participant', 'ada');
    const apiKey = /: (\S{20,})/.exec(added.stdout)?.[1] ?? '';
    const withOwnKey = (...args: string[]) =>
      here.run('env', `HQ_API_KEY=${apiKey}`, process.execPath, INTERSTELLA, ...args, '--hq-url', url);
    const { code, stdout } = await withOwnKey('report', '--json');
    expect({ code, report: JSON.parse(stdout) as unknown }).toMatchObject({
      code: 0,
      report: { participants: [{ participant: 'ada' }] },
    });
    const refused = await withOwnKey('hq', 'generator');
    expect(refused.stderr).toContain('x-admin-key');
    expect(refused.code).toBe(1);
  });

  it.each<[why: string, args: string[], expected: string]>([
    ['what is no URL', ['report', '--hq-url', 'hq.example'], '--hq-url hq.example is no URL'],
    [
      'to change what is deployed without asking anybody: an account means AWS',
      ['hq', 'add-participant', 'team-7', '--account', '111111111111'],
      '--yes',
    ],
  ])('refuses %s', async (_why, args, expected) => {
    const { code, stderr } = await here.interstella(...args);
    expect(stderr).toContain(expected);
    expect(code).toBe(2);
  });
});
