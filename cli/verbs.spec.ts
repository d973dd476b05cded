import { expect, it } from '@jest/globals';
import { Command, Help } from 'commander';
import { VERBS } from './verbs.ts';

it.each(Object.entries(VERBS))(
  '%s is listed with the arguments that it has',
  async (name, { usage, load }) => {
    const command = new Command(name);
    (await load())(command);
    expect(`${name} ${usage}`.trim()).toBe(new Help().subcommandTerm(command));
  },
);
