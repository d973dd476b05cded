import { Help, type Option } from 'commander';

const help = new Help();

/** What `--help` says of an option, without a default that says nothing: that a switch is off, or a list empty. */
export function optionDescription(option: Option): string {
  if (!saysNothing(option.defaultValue) || option.defaultValueDescription !== undefined)
    return help.optionDescription(option);
  const bare = Object.assign(Object.create(Object.getPrototypeOf(option) as object) as Option, option);
  bare.defaultValue = undefined;
  return help.optionDescription(bare);
}

function saysNothing(value: unknown): boolean {
  return value === false || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}
