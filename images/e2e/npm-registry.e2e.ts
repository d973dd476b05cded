import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KitHome } from '../../cli/e2e/support/command-line.ts';
import { BASE, describeWithImages, docker } from '../../cli/e2e/support/containers.ts';
import { PrivateRegistry } from '../../cli/e2e/support/private-registry.ts';

/** Its own names, so that no image of the person who runs this is replaced. */
const ENVIRONMENT = 'registry-test';
const IMAGE = `${ENVIRONMENT}-iridium:latest`;
const OWN_BASE = `${ENVIRONMENT}-base`;
/** A build downloads every package. */
const LIMIT_MS = 300_000;

describeWithImages('images behind a private registry', () => {
  const home = new KitHome();
  let registry: PrivateRegistry | undefined;

  beforeAll(async () => {
    registry = await PrivateRegistry.start();
    const dockerfile = join(home.folder, 'Dockerfile');
    // One that no layer of an earlier build fits, and without what the base image itself may know of registries.
    const unset = 'ENV NODE_EXTRA_CA_CERTS= NPM_CONFIG_CAFILE= NPM_CONFIG_REGISTRY=';
    writeFileSync(dockerfile, `FROM ${BASE}\n${unset} RUN_BY=${home.folder}\n`);
    await docker('build', '--tag', OWN_BASE, '--file', dockerfile, home.folder);
  }, LIMIT_MS);

  afterAll(async () => {
    await registry?.close();
    home.remove();
    await docker('image', 'rm', '--force', IMAGE, OWN_BASE);
  });

  it(
    'are built from its packages, with its certificate and a token that is in no image',
    async () => {
      if (!registry) throw new Error('The registry did not start.');
      const settings = join(home.folder, 'npmrc');
      const certificate = join(home.folder, 'company, ca.pem');
      writeFileSync(certificate, registry.certificate);
      writeFileSync(
        settings,
        [
          `registry=https:${registry.address}`,
          `${registry.address}:_authToken=\${TOKEN}`,
          `cafile=${certificate}`,
        ].join('\n'),
      );
      // Run by npm, this process has its settings as variables, which win over the file.
      const inherited = Object.keys(process.env).filter((name) => /^npm_config_(?!cache$)/i.test(name));
      const env = {
        ...Object.fromEntries(inherited.map((name) => [name, ''])),
        npm_config_userconfig: settings,
        TOKEN: registry.token,
      };
      const options = ['--environment-name', ENVIRONMENT, '--base', OWN_BASE];
      const { code, stdout, stderr } = await home.interstellaWith(
        env,
        'images',
        'build',
        'iridium',
        ...options,
      ).ended;
      if (code !== 0) throw new Error(stdout + stderr);
      expect(registry.answered).toBeGreaterThan(50);

      const described =
        (await docker('history', '--no-trunc', IMAGE)) + (await docker('image', 'inspect', IMAGE));
      const secrets = new RegExp(`${registry.token}|${registry.address}`);
      expect(described).not.toMatch(secrets);
      const look = `grep -rlE '${secrets.source}' /app /run /tmp /root /home 2>/dev/null; echo looked`;
      expect(await docker('run', '--rm', '--user', '0', '--entrypoint', '/bin/sh', IMAGE, '-c', look)).toBe(
        'looked',
      );
    },
    LIMIT_MS,
  );
});
