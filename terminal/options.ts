import { InvalidArgumentError } from 'commander';
import { PARTICIPANT_NAME } from '@interstella/hq/client';
import { MOST_TASKS } from '@interstella/local/platform/deployment';

/** @throws InvalidArgumentError, which commander shows with the option's name */
export function numberOption(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('It must be a number ≥ 0.');
  return value;
}

/** @throws InvalidArgumentError */
export function wholeNumberOption(text: string): number {
  const value = numberOption(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError('It must be a whole number ≥ 0.');
  return value;
}

/** @throws InvalidArgumentError */
export function portOption(text: string): number {
  const value = wholeNumberOption(text);
  if (value > 65_535) throw new InvalidArgumentError('A port is at most 65535.');
  return value;
}

/** Orders per second, within the limit of HQ's generator. @throws InvalidArgumentError */
export function rateOption(text: string): number {
  const value = numberOption(text);
  if (value > 1_000) throw new InvalidArgumentError('At most 1000 orders per second.');
  return value;
}

/** The number of tasks of a service on this machine. @throws InvalidArgumentError */
export function taskCountOption(text: string): number {
  const value = wholeNumberOption(text);
  if (value > MOST_TASKS) throw new InvalidArgumentError(`A service has at most ${MOST_TASKS} tasks here.`);
  return value;
}

/** The name of a participant. @throws InvalidArgumentError */
export function participantOption(text: string): string {
  if (PARTICIPANT_NAME.test(text)) return text;
  throw new InvalidArgumentError(
    'A name is 1 to 32 lower-case letters, digits or "-", and begins with a letter, such as team-7.',
  );
}
