import { describe, expect, it } from '@jest/globals';
import { Command, InvalidArgumentError } from 'commander';
import { HqClientError } from '@interstella/hq/client';
import { SettingsError } from '@interstella/infra/settings';
import { PlatformError } from '@interstella/local/platform';
import { exitOf } from './exit-code.ts';
import { StoppedError } from '@interstella/libs/errors';
import { UsageError } from '@interstella/libs/errors';

const ofAws = Object.assign(new Error('no'), { $metadata: {} });

/** What commander throws for these arguments, and what it prints. */
function parse(...args: string[]): { thrown: unknown; printed: string } {
  let printed = '';
  const program = new Command('interstella')
    .exitOverride()
    .configureOutput({ writeErr: (text) => (printed += text), writeOut: () => undefined });
  program.command('scale').argument('<count>', 'how many', () => {
    throw new InvalidArgumentError('It must be a number.');
  });
  try {
    program.parse(args, { from: 'user' });
  } catch (thrown) {
    return { thrown, printed };
  }
  return { thrown: undefined, printed };
}

describe('how a command ends', () => {
  it.each([
    ['a wrong usage', new UsageError('no'), 2, 'USAGE'],
    ['a wrong usage with a code of its own', new UsageError('no', { code: 'PORT_TAKEN' }), 2, 'PORT_TAKEN'],
    ['a wrong setting', new SettingsError(['no']), 2, 'USAGE'],
    ['an argument that an action refuses', new InvalidArgumentError('no'), 2, 'USAGE'],
    ['what HQ calls malformed', new HqClientError('no', 400), 2, 'HQ_WRONG_REQUEST'],
    ['what the platform does not have', new PlatformError('no', 404), 2, 'PLATFORM_WRONG_REQUEST'],
    ['what HQ cannot do now', new HqClientError('no', 409), 1, 'HQ_REFUSED'],
    ['HQ that is away', new HqClientError('no'), 1, 'HQ_NO_ANSWER'],
    ['a call to AWS', ofAws, 1, 'AWS_ERROR'],
    ['a failure', new Error('no'), 1, 'UNEXPECTED'],
    ['a thrown value that is not an Error', 'no', 1, 'UNEXPECTED'],
    ['what a person stopped', new StoppedError('no'), 130, 'STOPPED'],
  ])('says what was wrong: %s', (_what, thrown, exitCode, code) => {
    expect(exitOf(thrown)).toEqual({ exitCode, error: { code, message: 'no' }, isPrinted: false });
  });

  it('leaves it to commander to print what commander refuses', () => {
    const { thrown, printed } = parse('scale', 'x');
    expect(exitOf(thrown)).toEqual({
      exitCode: 2,
      error: {
        code: 'USAGE',
        message: "command-argument value 'x' is invalid for argument 'count'. It must be a number.",
      },
      isPrinted: true,
    });
    expect(printed).toContain('It must be a number.');
  });

  it('has a message where commander prints its help instead of one', () => {
    expect(exitOf(parse().thrown)).toMatchObject({
      exitCode: 2,
      error: { code: 'USAGE', message: 'No command was named. `--help` lists them.' },
    });
  });

  it('is no error after the help that somebody asked for', () => {
    expect(exitOf(parse('--help').thrown)).toEqual({ exitCode: 0, error: undefined, isPrinted: true });
  });
});
