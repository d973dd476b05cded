import { Help, type Option } from 'commander';

const help = new Help();

/** The help text of an option. Leaves out a default that is obvious: that a switch is off, or a list is empty. */
export function optionDescription(option: Option): string {
  if (!isObvious(option.defaultValue) || option.defaultValueDescription !== undefined)
    return help.optionDescription(option);
  const withoutDefault = Object.assign(
    Object.create(Object.getPrototypeOf(option) as object) as Option,
    option,
  );
  withoutDefault.defaultValue = undefined;
  return help.optionDescription(withoutDefault);
}

function isObvious(value: unknown): boolean {
  return value === false || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}
