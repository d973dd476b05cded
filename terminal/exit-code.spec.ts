import { describe, expect, it } from '@jest/globals';
import { Command, InvalidArgumentError } from 'commander';
import { HqClientError } from '@interstella/hq/client';
import { PlatformError } from '@interstella/local/platform';
import { endingOf } from './exit-code.ts';
import { StoppedError } from '@interstella/libs/errors';
import { UsageError } from '@interstella/libs/errors';

describe('how a command ends', () => {
  it.each([
    ['a wrong usage', new UsageError('no'), 2],
    ['an argument that an action refuses', new InvalidArgumentError('no'), 2],
    ['what HQ calls malformed', new HqClientError('no', 400), 2],
    ['what the platform does not have', new PlatformError('no', 404), 2],
    ['what HQ cannot do now', new HqClientError('no', 409), 1],
    ['HQ that is away', new HqClientError('no'), 1],
    ['a failure', new Error('no'), 1],
    ['what a person stopped', new StoppedError('no'), 130],
  ])('says what was wrong: %s', (_what, error, code) => {
    expect(endingOf(error)).toEqual({ code, message: 'no' });
  });

  it('leaves it to commander to say what commander refuses', () => {
    const said: string[] = [];
    const program = new Command().exitOverride().configureOutput({ writeErr: (text) => said.push(text) });
    program.argument('<count>', 'how many', () => {
      throw new InvalidArgumentError('It must be a number.');
    });
    let ending: ReturnType<typeof endingOf> | undefined;
    try {
      program.parse(['x'], { from: 'user' });
    } catch (error) {
      ending = endingOf(error);
    }
    expect(ending).toEqual({ code: 2, message: undefined });
    expect(said.join('')).toContain('It must be a number.');
  });
});
