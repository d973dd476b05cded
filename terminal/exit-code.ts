import { CommanderError, InvalidArgumentError } from 'commander';
import { HqClientError } from '@interstella/hq/client';
import { SettingsError } from '@interstella/infra/settings';
import { PlatformError } from '@interstella/local/platform';
import { messageOf, StoppedError, UsageError } from '@interstella/libs/errors';

const ASKED_WRONGLY = 2;
const FAILED = 1;
/** As a shell has it for Ctrl-C. */
const STOPPED = 130;

/** As HQ and the platform say that they were asked for what is malformed, or for what there is not. */
const WRONG_REQUEST = [400, 404];

export interface Ending {
  /** 2: it cannot be asked for like that; 1: it failed; 130: it was stopped. */
  readonly code: number;
  /** For a person, without a stack; undefined where commander has said it already. */
  readonly message: string | undefined;
}

/** How a command ends that threw something. */
export function endingOf(error: unknown): Ending {
  // Of its own errors, commander says all but this one, where an action throws it.
  if (error instanceof CommanderError && !(error instanceof InvalidArgumentError)) {
    return { code: error.exitCode === 0 ? 0 : ASKED_WRONGLY, message: undefined };
  }
  const message = messageOf(error);
  if (error instanceof StoppedError) return { code: STOPPED, message };
  return { code: isAskedWrongly(error) ? ASKED_WRONGLY : FAILED, message };
}

function isAskedWrongly(error: unknown): boolean {
  if (error instanceof HqClientError || error instanceof PlatformError)
    return error.status !== undefined && WRONG_REQUEST.includes(error.status);
  return [UsageError, SettingsError, InvalidArgumentError].some((kind) => error instanceof kind);
}
