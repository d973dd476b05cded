import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { IMAGES } from '@interstella/infra/stages';
import { localName, shortName } from '../image-name.ts';
import { type CommandResult, KitHome } from '../../cli/e2e/support/command-line.ts';
import { FakeDocker, type Answers } from '../../cli/e2e/support/fake-docker.ts';
import { ECR_PASSWORD, StubEcr } from '../../cli/e2e/support/stub-ecr.ts';

const REGISTRY = '123456789012.dkr.ecr.us-east-1.amazonaws.com';

/** The commands with a docker that only listens: what they ask of it, and what they say. */
describe('interstella images', () => {
  const home = new KitHome();
  let docker: FakeDocker;
  let ecr: StubEcr;

  beforeAll(async () => {
    ecr = await StubEcr.start(REGISTRY, [
      'interstella-monolith',
      'interstella-iridium',
      'interstella-magnesite',
    ]);
  });
  beforeEach(() => {
    docker = new FakeDocker();
  });
  afterEach(() => {
    docker.remove();
  });
  afterAll(async () => {
    await ecr.close();
    home.remove();
  });

  function answering(answers: Answers): void {
    docker.remove();
    docker = new FakeDocker(answers);
  }

  function images(...args: string[]): Promise<CommandResult> {
    return imagesIn(docker.env, ...args);
  }

  function imagesIn(env: Readonly<Record<string, string>>, ...args: string[]): Promise<CommandResult> {
    return home.interstellaWith({ ...ecr.env, ...env }, 'images', ...args).ended;
  }

  it('says what is missing where there is no Docker, and that nothing else misses it', async () => {
    const { code, stderr } = await imagesIn({ PATH: join(process.execPath, '..', 'nowhere') }, 'build');
    expect(code).toBe(2);
    expect(stderr).toContain('Docker was not found on the PATH');
    expect(stderr).toContain('everything else runs without');
  });

  it('says when the engine does not answer', async () => {
    answering({ info: { says: 'Cannot connect to the Docker daemon. Is it running?', code: 1 } });
    const { code, stderr } = await images('build', 'iridium');
    expect(code).toBe(2);
    expect(stderr).toContain('The Docker engine does not answer');
    expect(stderr).toContain('Is it running?');
  });

  describe('build', () => {
    it('builds every image of the stages, each from its Dockerfile with its own behaviour', async () => {
      const { code, stdout } = await images('build');
      expect({ code, stdout }).toMatchObject({ code: 0 });
      const builds = docker.calls.map(({ args }) => args);
      expect(builds).toHaveLength(IMAGES.length);
      for (const [index, image] of IMAGES.entries()) {
        const build = builds[index] ?? [];
        const after = (option: string) => build.filter((_, at) => build[at - 1] === option);
        expect(build.slice(0, 3)).toEqual(['buildx', 'build', '--load']);
        expect(after('--file')).toEqual([`${image.service}/Dockerfile`]);
        expect(after('--tag')).toEqual([localName(image)]);
        expect(after('--build-arg').filter((argument) => argument.startsWith('GATHERS='))).toEqual(
          image.gathers ? [`GATHERS=${image.gathers.join() || 'none'}`] : [],
        );
        expect(stdout).toContain(`${localName(image)}: linux/amd64, 216 MB`);
      }
    });

    it('takes names, a platform, pinned images to build from, and an environment', async () => {
      const base = 'node@sha256:1111';
      const options = ['--platform', 'linux/arm64', '--base', base, '--runtime', 'debian@sha256:2222'];
      await images('build', 'monolith:noiridium', ...options, '--environment-name', 'team-7');
      expect(docker.calls).toHaveLength(1);
      expect(docker.calls[0]?.args).toEqual(
        expect.arrayContaining([
          'team-7-monolith:noiridium',
          'linux/arm64',
          `BASE=${base}`,
          'RUNTIME=debian@sha256:2222',
        ]),
      );
    });

    it('fails with the last that the build said, and with what to do', async () => {
      answering({ 'buildx build': { says: '#19 exec /usr/local/bin/node: exec format error', code: 1 } });
      const { code, stderr } = await images('build', 'iridium');
      expect(code).toBe(1);
      expect(stderr).toContain('interstella-iridium:latest could not be built');
      expect(stderr).toContain('#19 exec /usr/local/bin/node: exec format error');
      expect(stderr).toContain('Have it emulate them');
      expect(docker.calls).toHaveLength(1);
    });

    it('builds without the buildx plugin, too, as engines before 23 do', async () => {
      answering({ 'buildx version': { says: "docker: 'buildx' is not a docker command.", code: 1 } });
      expect((await images('build', 'iridium')).code).toBe(0);
      expect(docker.calls.map(({ args }) => args.slice(0, 2))).toEqual([['build', '--file']]);
    });

    it('tells npm inside the build what reaches the registry, and nobody else', async () => {
      const settings = (token: string) =>
        `registry=https://me:secret-1@npm.example/\n//npm.example/:_authToken=${token}\n`;
      const file = join(home.folder, 'npmrc');
      writeFileSync(file, settings('${TOKEN}'));
      answering({ 'buildx build': { says: 'npm error code E401', code: 1 } });
      const env = { ...docker.env, npm_config_userconfig: file, TOKEN: 'secret-2' };
      const { code, stdout, stderr } = await imagesIn(env, 'build', 'iridium');
      expect([code, stderr]).toEqual([1, expect.stringContaining('registry at npm.example')]);
      const [{ args, npmrc } = { args: [], npmrc: '' }] = docker.calls;
      expect(npmrc).toContain(settings('secret-2'));
      expect(args).toContain('id=npmrc,env=INTERSTELLA_NPMRC');
      expect(args.join() + stdout + stderr).not.toMatch(/secret-/);
    });

    it('fails where the engine has no image after the build', async () => {
      answering({ 'image inspect': { says: 'Error: No such image: interstella-iridium:latest', code: 1 } });
      const { code, stderr } = await images('build', 'iridium');
      expect(code).toBe(1);
      expect(stderr).toContain('interstella-iridium:latest was built, and this engine does not have it');
    });

    it.each([
      [['--platform', 'linux/amd64,linux/arm64'], 'one platform only'],
      [['--platform', 'windows'], 'It must be like linux/amd64'],
      [['--environment-name', 'Not/this'], 'lower-case letters'],
    ])('refuses %j', async (args, why) => {
      const { code, stderr } = await images('build', ...args);
      expect(code).toBe(2);
      expect(stderr).toContain(why);
      expect(docker.calls).toEqual([]);
    });
  });

  describe('push', () => {
    it('signs in with a password that is no argument, tags and pushes', async () => {
      const { code, stdout, stderr } = await images('push', 'monolith:noiridium', 'iridium');
      expect({ code, stderr }).toMatchObject({ code: 0 });
      const monolith = `${REGISTRY}/interstella-monolith:noiridium`;
      const iridium = `${REGISTRY}/interstella-iridium:latest`;
      expect(docker.calls).toEqual([
        { args: ['login', '--username', 'AWS', '--password-stdin', REGISTRY], input: ECR_PASSWORD },
        { args: ['tag', 'interstella-monolith:noiridium', monolith], input: '' },
        { args: ['push', monolith], input: '' },
        { args: ['tag', 'interstella-iridium:latest', iridium], input: '' },
        { args: ['push', iridium], input: '' },
      ]);
      expect(stdout).toContain('2 images are in ECR');
      expect(stdout + stderr).not.toContain(ECR_PASSWORD);
    });

    it('builds and pushes several platforms at once', async () => {
      const { code } = await images('push', 'iridium', '--platform', 'linux/amd64,linux/arm64');
      expect(code).toBe(0);
      const [login, build, ...more] = docker.calls.map(({ args }) => args);
      expect(login?.[0]).toBe('login');
      expect(build?.slice(0, 2)).toEqual(['buildx', 'build']);
      expect(build).toEqual(
        expect.arrayContaining([
          'linux/amd64,linux/arm64',
          `${REGISTRY}/interstella-iridium:latest`,
          '--push',
        ]),
      );
      expect(more).toEqual([]);
    });

    it('says which repository is not there, and what brings it', async () => {
      const { code, stderr } = await images('push', 'iridium', '--environment-name', 'team-7');
      expect(code).toBe(2);
      expect(stderr).toContain(
        'no repository for iridium in account 123456789012, us-east-1: stage workshop brings',
      );
      expect(docker.calls).toEqual([]);
    });

    it('does not push an image that the stages cannot run', async () => {
      answering({ 'image inspect': { says: 'linux/arm64|1' } });
      const { code, stderr } = await images('push', 'monolith');
      expect(code).toBe(2);
      expect(stderr).toContain(
        'interstella-monolith:latest is for linux/arm64, and the stages run on linux/amd64',
      );
      expect(stderr).toContain('npx interstella images build monolith:latest --platform linux/amd64');
      expect(docker.calls).toEqual([]);
    });

    it('does not push what is not built', async () => {
      answering({ 'image inspect': { says: 'Error: No such image: interstella-magnesite:latest', code: 1 } });
      const { code, stderr } = await images('push', 'magnesite');
      expect(code).toBe(2);
      expect(stderr).toContain('npx interstella images build magnesite:latest');
    });
  });

  describe('run', () => {
    it('prints the whole command, and runs it', async () => {
      const { code, stdout } = await images('run', 'monolith:noiridium');
      expect(code).toBe(0);
      expect(stdout).toContain('--publish 127.0.0.1:5000:5000');
      expect(stdout).toContain('interstella-monolith:noiridium');
      const [{ args } = { args: [] }] = docker.calls;
      expect(args.slice(0, 2)).toEqual(['run', '--rm']);
      // What it printed is what it did.
      expect(stdout.replaceAll('\\\n', '').split(/\s+/).filter(Boolean)).toEqual(['docker', ...args]);
    });

    it('prints it only, without an image, where that is all that is asked', async () => {
      answering({ 'image inspect': { says: 'No such image', code: 1 } });
      const { code, stdout } = await images('run', 'iridium', '--print', '--env', 'monolithUrl=http://x');
      expect(code).toBe(0);
      expect(stdout).toContain('--env monolithUrl=http://x');
      expect(docker.calls).toEqual([]);
    });

    it('ends as the container does', async () => {
      answering({ run: { code: 3 } });
      expect((await images('run', 'monolith')).code).toBe(3);
    });

    it('names what builds an image that is not there', async () => {
      answering({ 'image inspect': { says: 'Error: No such image: x', code: 1 } });
      const { code, stderr } = await images('run', 'monolith:nomagnesite');
      expect(code).toBe(2);
      expect(stderr).toContain('npx interstella images build monolith:nomagnesite');
    });
  });

  it('explains itself', async () => {
    const { code, stdout } = await images('--help');
    expect(code).toBe(0);
    expect(stdout).toContain('this needs Docker');
    expect((await images('build', '--help')).stdout.replaceAll(/\s+/g, ' ')).toContain(
      IMAGES.map(shortName).join(', '),
    );
  });
});
