import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { printedCommand, printedCommandToHq, printedHqCommand } from './printed-command.ts';

const ROOT = join(import.meta.dirname, '..');
const ROOMS = ['cli', 'rehearsal', 'cloud', 'migration', 'images', 'terminal'];

/** What speaks of the environment that runs here alone, which has but one name; or adds the option by itself. */
const OF_THE_KIT = [
  'cli/commands/deploy.ts',
  'cli/commands/stage.ts',
  'cli/commands/start.ts',
  'images/require-containers.ts',
  'rehearsal/status/local-status-text.ts',
  'rehearsal/status/local-status.ts',
  'rehearsal/status/problems.ts',
  'rehearsal/stage/local-place.ts',
  'rehearsal/stage/stage-list-text.ts',
  'rehearsal/stage/step-texts.ts',
  'terminal/printed-command.ts',
];

describe('a command that a person is told to type', () => {
  it('names the environment, unless it is the usual one', () => {
    expect(printedCommand('clean --keys', 'team-7')).toBe(
      'npx interstella clean --keys --environment-name team-7',
    );
    expect(printedCommand('clean --keys', 'interstella')).toBe('npx interstella clean --keys');
    expect(printedCommand('clean --keys')).toBe('npx interstella clean --keys');
  });

  it.each([
    [{ aws: false }, 'npx interstella hq open ada'],
    [{ aws: true, environmentName: 'team-7' }, 'npx interstella hq open ada --aws --environment-name team-7'],
    [{ aws: false, hqUrl: 'https://hq' }, 'npx interstella hq open ada --hq-url https://hq'],
    [{ aws: true, hqUrl: 'https://hq' }, 'npx interstella hq open ada --aws --hq-url https://hq'],
  ])('says which HQ: %j', (hq, command) => {
    expect(printedHqCommand('open ada', hq)).toBe(command);
  });

  it("means the account's own HQ by --aws, and any other by its URL", () => {
    const deployed = { environmentName: 'team-7', hq: { outputs: { HqUrl: 'https://own' } } };
    expect(printedCommandToHq('close ada', { url: 'https://own' }, deployed)).toBe(
      'npx interstella hq close ada --aws --environment-name team-7',
    );
    expect(printedCommandToHq('close ada', { url: 'https://other' }, deployed)).toBe(
      'npx interstella hq close ada --hq-url https://other',
    );
  });

  it('is made nowhere else, where the environment would be forgotten', () => {
    const sources = ROOMS.flatMap((room) =>
      readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' }).map((file) => join(room, file)),
    ).filter((file) => file.endsWith('.ts') && !/\/(dist|node_modules|e2e|testing)\/|\.spec\.ts$/.test(file));
    expect(sources.length).toBeGreaterThan(100);
    const writesItself = sources.filter((file) => {
      const code = readFileSync(join(ROOT, file), 'utf8').replaceAll(/\/\*\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
      return /npx interstella |`interstella hq /.test(code.replaceAll('\\', ''));
    });
    expect(writesItself.filter((file) => !OF_THE_KIT.includes(file))).toEqual([]);
  });
});
