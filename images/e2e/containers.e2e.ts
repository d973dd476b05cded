import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DEFAULT_ENVIRONMENT_NAME } from '@interstella/infra/stages';
import type { MigrationResult } from '@interstella/rehearsal/migration/result.ts';
import { KitHome, type RunningCommand } from '../../cli/e2e/support/command-line.ts';
import { docker, describeWithImages } from '../../cli/e2e/support/containers.ts';
import { listenersOn } from '../../cli/e2e/support/listeners.ts';
import { childrenOf } from '../../cli/e2e/support/processes.ts';
import { KitUnderTest } from '../../cli/e2e/support/running-kit.ts';
import { expectThereAndBack } from '../../cli/e2e/support/there-and-back.ts';

/** Those of the way to noiridium, under the names that the kit has for them. */
const IMAGES = ['monolith:latest', 'monolith:noiridium', 'iridium:latest'];
const nameOf = (image: string) => `${DEFAULT_ENVIRONMENT_NAME}-${image}`;
/** Tries every port in its arguments at its network's gateway, which is this machine, and says which of them are open. */
const KNOCK = `
  const { connect } = process.getBuiltinModule('node:net');
  const routes = process.getBuiltinModule('node:fs').readFileSync('/proc/net/route', 'utf8');
  const [, gateway] = /\\t00000000\\t(\\w{8})/.exec(routes);
  const host = gateway.match(/../g).reverse().map((byte) => parseInt(byte, 16)).join('.');
  const knock = (port) => new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 });
    const end = (isOpen) => () => { socket.destroy(); resolve(isOpen); };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
  Promise.all(process.argv.slice(1).map(knock)).then((open) => console.log(JSON.stringify(open)));`;

describeWithImages('--containers', () => {
  /** What the names stood for before: the person who runs this finds them as they were. */
  const before = new Map<string, string>();
  let home: KitHome;
  let running: RunningCommand | undefined;

  beforeAll(async () => {
    home = new KitHome();
    for (const image of IMAGES) {
      const id = await docker('image', 'ls', '--no-trunc', '--quiet', nameOf(image));
      if (id !== '') before.set(image, id);
    }
    // cdk.json may speak of another environment.
    const names = ['--environment-name', DEFAULT_ENVIRONMENT_NAME];
    const { code, stdout, stderr } = await home.interstellaRunning('images', 'build', ...IMAGES, ...names)
      .ended;
    expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
  });

  afterAll(async () => {
    for (const image of IMAGES) {
      const id = before.get(image);
      await (id === undefined ? docker('image', 'rm', nameOf(image)) : docker('tag', id, nameOf(image)));
    }
    home.remove();
  });

  afterEach(async () => {
    running?.signal('SIGINT');
    await running?.ended;
    // Where a test has failed: what is still there must not hold what comes next.
    for (const container of await containers()) await docker('rm', '--force', container.split(' ')[1] ?? '');
  });

  const containers = async () => {
    const filter = `label=interstella.state=${home.folder}`;
    const names = await docker('ps', '--all', '--format', '{{.Image}} {{.Names}}', '--filter', filter);
    return names.split('\n').filter((name) => name !== '');
  };

  it('migrates there and back with the real images, past one that never becomes healthy: the same table', async () => {
    const options = ['--rate', '10', '--hold', '1', '--until', 'noiridium', '--there-and-back', '--json'];
    running = home.interstellaRunning('migrate', '--containers', '--faults', 'image', ...options);
    const seen = new Set<string>();
    const watching = setInterval(() => {
      void containers().then((names) => {
        for (const name of names) seen.add(name.split(' ')[0] ?? '');
      });
    }, 1_000);
    const { code, stdout, stderr } = await running.ended.finally(() => {
      clearInterval(watching);
    });
    const result = JSON.parse(stdout) as MigrationResult;
    expect({ code, stderr, reasons: result.reasons }).toMatchObject({ code: 0, reasons: [] });
    expectThereAndBack(result);
    expect(result.scenarios).toMatchObject([{ ok: true, seen: expect.stringContaining('rolled back') }]);
    expect([...seen].sort()).toEqual(IMAGES.map(nameOf).sort());
    expect(await containers()).toEqual([]);
  });

  it('listens where nothing but this machine is, and leaves nothing: the next start removes what was killed', async () => {
    const killed = home.start('--containers', '--stage', 'iridium');
    running = killed;
    const kit = await KitUnderTest.withOrders(home, killed);
    expect(killed.stdout).toMatch(/^ {2}tasks +containers .* no other network reaches them$/m);

    const ports = await portsOf(kit);
    expect(ports.length).toBe(7);
    for (const port of ports) expect({ port, at: listenersOn(port) }).toEqual({ port, at: ['127.0.0.1'] });
    expect(await openFromAnotherNetwork(ports)).toEqual([]);

    const left = await containers();
    expect(left).toHaveLength(2);
    const programs = childrenOf(killed.pid).map(({ pid }) => pid);
    for (const pid of [killed.pid, ...programs]) process.kill(pid, 'SIGKILL');
    await killed.ended;
    expect(await containers()).toHaveLength(2);

    const next = home.start('--containers');
    running = next;
    await KitUnderTest.withOrders(home, next);
    expect(next.stdout).toMatch(
      /^Containers of an earlier run, which are removed now: interstella-\w+-\w+, interstella-\w+-\w+\.$/m,
    );
    for (const container of left) expect(next.stdout).toContain(container.split(' ')[1]);
    next.signal('SIGINT');
    expect(await next.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('green') });
    expect(await containers()).toEqual([]);
    expect(existsSync(join(home.folder, 'tasks', 'containers'))).toBe(false);
  });
});

/** The ports of every program of the kit, and of its tasks. */
async function portsOf({ kit, platform }: KitUnderTest): Promise<readonly number[]> {
  const { hqUrl, endpointUrl, ordersUrl, platformUrl, faultsUrl } = kit;
  const { tasks } = await platform.state();
  const ofTasks = tasks.services.flatMap((service) => service.tasks.map(({ address }) => address?.port ?? 0));
  const ofPrograms = [hqUrl, endpointUrl, ordersUrl, platformUrl, faultsUrl].map((url) =>
    Number(new URL(url).port),
  );
  return [...ofPrograms, ...ofTasks];
}

/**
 * Which of the ports a container in another network than this machine's own finds open, at this machine's address there. A
 * port that is open everywhere shows that it would.
 */
async function openFromAnotherNetwork(ports: readonly number[]): Promise<readonly number[]> {
  const server = createServer((socket) => socket.destroy()).listen(0, '0.0.0.0');
  await once(server, 'listening');
  const { port: openPort } = server.address() as AddressInfo;
  try {
    const asked = [openPort, ...ports].map(String);
    const image = nameOf(IMAGES[0] ?? '');
    const said = await docker('run', '--rm', '--entrypoint', 'node', image, '-e', KNOCK, ...asked);
    const [control, ...open] = JSON.parse(said) as boolean[];
    expect(control).toBe(true);
    return ports.filter((_, index) => open[index]);
  } finally {
    server.close();
  }
}
