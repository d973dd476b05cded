import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { KitHome } from '../../cli/e2e/support/command-line.ts';
import { type Answers, FakeDocker } from '../../cli/e2e/support/fake-docker.ts';
import { ROOT } from '../../cli/e2e/support/root.ts';

describe('--containers is refused, before anything starts,', () => {
  let home: KitHome;
  beforeEach(() => {
    home = new KitHome({ isEmpty: true });
  });
  afterEach(() => {
    home.remove();
  });

  async function refusal(env: { readonly PATH: string }, command = 'migrate'): Promise<string> {
    const args = [command, '--containers', '--port', '0'];
    const { code, stdout, stderr } = await home.interstellaWith(env, ...args).ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    // Nothing was started or written.
    expect(readdirSync(home.folder)).toEqual([]);
    return stderr;
  }

  async function refusalWhere(answers: Answers, command?: string): Promise<string> {
    const docker = new FakeDocker(answers);
    try {
      return await refusal(docker.env, command);
    } finally {
      docker.remove();
    }
  }

  it('where there is no Docker', async () => {
    expect(await refusal({ PATH: join(ROOT, 'nowhere') })).toContain('Docker was not found on the PATH');
  });

  it('where the engine does not answer, with the reason', async () => {
    const says = 'Cannot connect to the Docker daemon.\ntemplate: :1:2: nil pointer';
    const text = await refusalWhere({ info: { says, code: 1 } });
    expect(text).toContain('The Docker engine does not answer.');
    expect(text).toContain('Cannot connect to the Docker daemon.\n');
  });

  it.each([
    [
      'migrate',
      ['monolith:latest', 'monolith:noiridium', 'monolith:nomagnesite', 'iridium:latest', 'magnesite:latest'],
    ],
    ['start', ['monolith:latest']],
  ])(
    'where images are not built that %s needs, with the command that builds them',
    async (command, images) => {
      const answers = { 'image inspect': { says: 'Error: No such image: it', code: 1 } };
      const text = await refusalWhere(answers, command);
      expect(text).toContain(`${images.join(', ')} ${images.length === 1 ? 'is' : 'are'} not built.`);
      expect(text).toContain(`npx interstella images build ${images.join(' ')}\n`);
    },
  );

  it('where containers do not share the network of this machine', async () => {
    const text = await refusalWhere({ run: { says: 'refused', code: 1 } });
    expect(text).toContain('does not reach what listens at 127.0.0.1 here');
    expect(text).toContain('Enable host networking');
  });
});
