import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { appendFile, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { IMAGES, PLATFORM, serviceNamed, type Image } from '@interstella/infra/stages';
import { call, waitFor } from '@interstella/libs/testing';
import { bakedEnvironment } from '../baked-environment.ts';
import { localName, shortName } from '../image-name.ts';
import type { RunningKit } from '@interstella/rehearsal/kit/running-kit.ts';
import { clientConfig } from '@interstella/rehearsal/kit/aws-endpoint.ts';
import { KitHome, type RunningCommand } from '../../cli/e2e/support/command-line.ts';
import { containerOf, docker, describeWithImages } from '../../cli/e2e/support/containers.ts';
import { LocalRegistry } from '../../cli/e2e/support/local-registry.ts';
import { ROOT } from '../../cli/e2e/support/root.ts';
import { KitUnderTest } from '../../cli/e2e/support/running-kit.ts';
import { ECR_PASSWORD, StubEcr } from '../../cli/e2e/support/stub-ecr.ts';

/** Its own names, so that no image of the person who runs this is replaced. */
const ENVIRONMENT = 'images-test';
/** A first build downloads every package. */
const LIMIT_MS = 300_000;

const nameOf = (image: Image) => localName(image, ENVIRONMENT);

describeWithImages('the images', () => {
  let home: KitHome;
  let kit: RunningCommand;

  beforeAll(async () => {
    home = new KitHome();
    kit = home.start();
    const { code, stdout, stderr } = await images('build').ended;
    expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
    await KitUnderTest.withOrders(home, kit);
  }, LIMIT_MS);

  afterAll(async () => {
    kit.signal('SIGINT');
    await kit.ended;
    home.remove();
    await docker('image', 'rm', '--force', ...IMAGES.map(nameOf));
  }, LIMIT_MS);

  function images(...args: string[]): RunningCommand {
    return home.interstellaRunning('images', ...args, '--environment-name', ENVIRONMENT);
  }

  describe.each(IMAGES.map((image) => [shortName(image), image] as const))('%s', (_, image) => {
    it('says what it is, and has baked in what its tag means', async () => {
      const [inspected] = JSON.parse(await docker('image', 'inspect', nameOf(image))) as [Inspected];
      expect(`${inspected.Os}/${inspected.Architecture}`).toBe(PLATFORM);
      expect(inspected.Config).toMatchObject({ User: '1000:1000', Entrypoint: ['node', 'main.js'] });
      expect(Object.keys(inspected.Config.ExposedPorts)).toEqual([
        `${serviceNamed(image.service).containerPort}/tcp`,
      ]);
      for (const [name, value] of Object.entries(bakedEnvironment(image))) {
        expect(inspected.Config.Env).toContain(`${name}=${value}`);
      }
      const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
      expect(inspected.Config.Labels).toMatchObject({
        'org.opencontainers.image.title': `interstella-${image.service}`,
        'org.opencontainers.image.version': version,
        'org.opencontainers.image.revision': expect.stringMatching(/^[0-9a-f]{40}(-dirty)?$|^unknown$/),
        'org.opencontainers.image.created': expect.stringMatching(/^\d{4}-\d\d-\d\dT|^unknown$/),
      });
    });

    it('takes part beside a kit: healthy, nobody in particular, unable to write, fulfilling, ending in good order', async () => {
      const options = ['--port', '0', '--env', 'NODE_DEBUG_NATIVE=COMPILE_CACHE'];
      const command = images('run', shortName(image), ...options);
      const port = await waitFor('the service', () => /listens on port (\d+)/.exec(command.stdout)?.[1]);
      const container = await containerOf(nameOf(image));
      const url = `http://127.0.0.1:${port}`;
      const { healthCheckPath, ordersPath } = serviceNamed(image.service);
      try {
        expect((await call(url, healthCheckPath, { method: 'GET' })).status).toBe(200);
        expect(await docker('exec', container, 'id', '-u')).toBe('1000');
        await expect(docker('exec', container, 'touch', '/app/file')).rejects.toThrow(
          'Read-only file system',
        );
        await expect(docker('exec', container, 'touch', '/tmp/file')).rejects.toThrow(
          'Read-only file system',
        );
        expect(command.output).toMatch(/code cache for ESM file:\/\/\/app\/main\.js was accepted/);

        const item = image.service === 'monolith' ? 'bundle' : image.service;
        const headers = { 'content-type': 'application/json' };
        const body = JSON.stringify({ Message: { [item]: '1' } });
        const answer = await call(url, ordersPath, { headers, body });
        const owesNothing = image.gathers?.length === 0;
        expect(answer.status).toBe(owesNothing ? 409 : 200);
        if (!owesNothing) {
          expect(answer.body).toBe('Your order has been fulfilled');
          await subscribe(image, url + ordersPath);
          const fulfilled = `${item.charAt(0).toUpperCase()}${item.slice(1)} fulfilled`;
          await waitFor('an order from SNS', () => command.stdout.split(fulfilled).length > 2);
        }
      } finally {
        command.signal('SIGTERM');
      }
      expect(await command.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('Stopped') });
      expect((await home.interstella('report')).code).toBe(0);
    });
  });

  it('have neither npm nor packages in them', async () => {
    const image = `${ENVIRONMENT}-monolith:latest`;
    const look = 'ls /app; command -v npm npx yarn; find / -xdev -name node_modules 2>/dev/null; echo done';
    const found = await docker('run', '--rm', '--entrypoint', '/bin/sh', image, '-c', look);
    expect(found.split('\n').filter((line) => !/^(chunk-\w+|main)\.js$/.test(line))).toEqual([
      'compile-cache',
      'package.json',
      'done',
    ]);
  });

  it(
    'install no packages again when a source file changes',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'interstella-context-'));
      try {
        const left = new Set(['node_modules', 'dist', '.git', '.interstella', 'e2e']);
        await cp(ROOT, folder, { recursive: true, filter: (path) => !left.has(basename(path)) });
        await appendFile(join(folder, 'monolith', 'src', 'main.ts'), `// ${String(Date.now())}\n`);
        const file = join(folder, 'monolith', 'Dockerfile');
        const tag = `${ENVIRONMENT}-changed`;
        const steps = (await docker('build', '--progress=plain', '--tag', tag, '--file', file, folder)).split(
          '\n',
        );
        await docker('image', 'rm', tag);
        const verdictOn = (instruction: RegExp) => {
          const number = /^#(\d+) /.exec(steps.find((line) => instruction.test(line)) ?? '')?.[1] ?? '?';
          return steps.some((line) => line === `#${number} CACHED`) ? 'cached' : 'done';
        };
        expect(steps.some((line) => line.includes('npm ci'))).toBe(true);
        expect(verdictOn(/RUN .*npm ci/)).toBe('cached');
        expect(verdictOn(/RUN node .*build-service/)).toBe('done');
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    LIMIT_MS,
  );

  it(
    'are pushed to a registry, all layers of them',
    async () => {
      const registry = await LocalRegistry.start('AWS', ECR_PASSWORD);
      const { address } = registry;
      const ecr = await StubEcr.start(address, [`${ENVIRONMENT}-monolith`]);
      try {
        const which = ['monolith:noiridium', '--environment-name', ENVIRONMENT];
        const push = home.interstellaWith(ecr.env, 'images', 'push', ...which);
        expect(await push.ended).toMatchObject({ code: 0 });
        const manifest = registry.manifests.get(`${ENVIRONMENT}-monolith:noiridium`);
        expect(manifest?.layers.length).toBeGreaterThan(2);
        for (const { digest } of manifest?.layers ?? []) expect(registry.blobs.has(digest)).toBe(true);
      } finally {
        await ecr.close();
        await registry.close();
        await docker('logout', address);
        // There is none where the push did not get so far.
        await docker('image', 'rm', `${address}/${ENVIRONMENT}-monolith:noiridium`).catch(() => '');
      }
    },
    LIMIT_MS,
  );

  /** As a participant does it by hand; the container confirms by itself. */
  async function subscribe({ service }: Image, url: string): Promise<void> {
    const running = JSON.parse(readFileSync(join(home.folder, 'running.json'), 'utf8')) as RunningKit;
    const sns = new SNSClient(clientConfig({ url: running.endpointUrl, region: running.region }));
    const TopicArn = running.topicArnPrefix + serviceNamed(service).topic;
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: url }));
  }
});

interface Inspected {
  readonly Os: string;
  readonly Architecture: string;
  readonly Config: {
    readonly Env: readonly string[];
    readonly ExposedPorts: Readonly<Record<string, object>>;
    readonly Labels: Readonly<Record<string, string>>;
  };
}
