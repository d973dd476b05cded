import { InvalidArgumentError } from 'commander';

/** Of the CDK app: `-c NAME=VALUE`, as often as wanted. @throws InvalidArgumentError */
export function contextOption(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, name, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError('It must be NAME=VALUE, such as desiredCount=2.');
  if (name === 'stage') throw new InvalidArgumentError('The stage is named without -c here.');
  return { ...before, [name]: value };
}
