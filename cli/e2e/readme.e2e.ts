import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STAGES } from '@interstella/infra/stages';
import { waitFor } from '@interstella/libs/testing';
import { KitHome, type RunningCommand } from './support/command-line.ts';
import { ROOT } from './support/root.ts';
import { KitUnderTest } from './support/running-kit.ts';

/** Commands that other suites run: this one would have to wait for itself, or for five minutes. */
const RUN_ELSEWHERE = [
  'npm start',
  'npm start -- --port 5001 --endpoint-port 4666 --hq-port 4667',
  'npm test',
  'npm test -- lint types',
  'npm test -- quick',
  'npm run bench',
  // bench.e2e.ts, with fewer orders.
  'npm run bench -- --only million',
  'npm run bench -- --only overload',
  'npm run bench -- --only cost --only rate --only rate-busy',
  // migrate.e2e.ts, with fewer stages and faults.
  'npm run migrate',
  'npm run migrate -- --faults',
  'npx interstella migrate --rate 200 --until noiridium',
  // images.e2e.ts, where there is a Docker engine; images-commands.e2e.ts everywhere.
  'npx interstella images build',
  'npx interstella images build --platform linux/amd64',
  'npx interstella images run monolith:noiridium --port 5001',
  'npx interstella images push',
  // containers.e2e.ts, where there is a Docker engine: with fewer stages.
  'npm start -- --containers',
  'npm run migrate -- --containers',
  // cloud/deploy.e2e.ts, on a local AWS: with --yes and --method direct.
  'npx cdk bootstrap -c stage=hq',
  'npx interstella put-keys --hq',
  'npx interstella deploy hq',
  'npx interstella deploy workshop',
  'npx interstella put-keys --participant team-7',
  'npx interstella deploy task',
  'npx interstella deploy alb',
  'npx interstella deploy iridium',
  'npx interstella status --aws',
  'npx cdk diff -c stage=noiridium',
  'npx cdk deploy -c stage=noiridium',
  // cloud/operating.e2e.ts, on a local AWS: clean with --yes.
  'npx interstella run-task --aws',
  'npx interstella run-task --aws --stop',
  'npx interstella smoke --aws',
  'npx interstella clean',
  // infra/e2e/synth.e2e.ts
  'npx cdk synth -c stage=noiridium',
];

/** In the order in which their commands are run. */
const DOCUMENTS = new Set([
  ...['README.md', 'docs/running.md'],
  ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`),
]);

const textOf = (document: string) => readFileSync(join(ROOT, document), 'utf8');

/** Every line of every shell block. */
function commandsOfDocuments(): string[] {
  const text = [...DOCUMENTS].map(textOf).join('\n');
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
  return blocks.flatMap((block) => block.trim().split('\n'));
}

const isElsewhere = (command: string) => RUN_ELSEWHERE.includes(command);
const hasAws = spawnSync('aws', ['--version']).status === 0;
const needsAws = (command: string) => command.startsWith('aws ');
const commands = commandsOfDocuments().filter((command) => !isElsewhere(command));

/** This one is run as it is typed: npx takes longer to find the program than most of its commands take. */
const firstWithNpx = commands.find((command) => command.startsWith('npx '));

/** The program that npx finds. */
const withoutNpx = (command: string) =>
  command.replace(/^npx (\S+)/, (_npx, name: string) => join('node_modules', '.bin', name));

describe('the README and the pages in docs/', () => {
  const home = new KitHome();
  let kit: RunningCommand;
  /** The ports that the documents name, and those that the kit really has. */
  let ports: readonly (readonly [string, string])[] = [];

  beforeAll(async () => {
    kit = home.start();
    await KitUnderTest.withOrders(home, kit);
    const portAfter = (name: string) =>
      new RegExp(`${name} +http://[^:]+:(\\d+)`).exec(kit.stdout)?.[1] ?? '';
    ports = [
      ['5000', portAfter('load balancer')],
      ['4566', portAfter('AWS endpoints')],
    ];
  });

  afterAll(async () => {
    kit.signal('SIGINT');
    await kit.ended;
    home.remove();
  });

  it('names every command that is run here and elsewhere', () => {
    expect(commandsOfDocuments()).toEqual(expect.arrayContaining(RUN_ELSEWHERE));
    expect(commands.length).toBeGreaterThan(8);
  });

  it('has a short README, which lists every stage as it is', () => {
    const readme = textOf('README.md');
    expect(readme.split('\n').length).toBeLessThanOrEqual(151);
    const rows = [...readme.matchAll(/^\| `(\w+)` +\| (.+?) +\| (.+?) +\|$/gm)].map(([, ...cells]) => cells);
    expect(rows).toEqual(STAGES.map(({ name, lab, brings }) => [name, lab, brings]));
  });

  it('links to files that exist', () => {
    for (const document of DOCUMENTS) {
      for (const [, target = ''] of textOf(document).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)) {
        expect({ document, target, exists: existsSync(join(ROOT, document, '..', target)) }).toMatchObject({
          exists: true,
        });
      }
    }
  });

  it.each(commands.filter((command) => !needsAws(command)))(
    'has a command that works: %s',
    async (command) => {
      const { code, stdout, stderr } = await runFromReadme(command);
      expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
      if (command.startsWith('curl')) expect(stdout).toBe('Your order has been fulfilled');
    },
  );

  // After the others, because an order that HQ did not publish turns the report red, as the README says.
  (hasAws ? it : it.skip).each(commands.filter(needsAws))('has a command that works: %s', async (command) => {
    expect(await runFromReadme(command)).toMatchObject({ code: 0 });
    await waitFor('the red report', async () => {
      const { code, stdout } = await home.interstella('report');
      return code === 1 && /unattributed +1\n/.test(stdout);
    });
  });

  function runFromReadme(command: string) {
    const real = ports.reduce((text, [named, actual]) => text.replaceAll(`:${named}`, `:${actual}`), command);
    return home.run('bash', '-c', command === firstWithNpx ? real : withoutNpx(real));
  }
});
