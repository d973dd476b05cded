import type { Command } from 'commander';
import { UsageError } from '@interstella/libs/errors';

/** Commands that are npm scripts, too, by name. */
const RUN_BY = { start: 'npm start', migrate: 'npm run migrate' } as const;

/**
 * What is typed before `--` npm takes for an option of its own, and puts into the environment: `npm start --port 5275`. Options
 * that npm has, too, cannot be told from its settings.
 *
 * @throws UsageError that names the option and shows where it goes
 */
export function refuseWhatNpmTook(
  program: Command,
  [name = '']: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): void {
  if (!isScript(name) || env.npm_lifecycle_event !== name) return;
  const options = program.commands.find((command) => command.name() === name)?.options ?? [];
  const taken = options.find(
    ({ long }) => typeof long === 'string' && long !== '--json' && `npm_config_${nameOf(long)}` in env,
  );
  if (!taken) return;
  throw new UsageError(
    `npm took ${taken.long ?? ''} for an option of its own. Options go behind \`--\`: ${RUN_BY[name]} -- ${taken.flags.replace(/^-\w, /, '')}`,
  );
}

function isScript(name: string): name is keyof typeof RUN_BY {
  return Object.hasOwn(RUN_BY, name);
}

/** As npm writes `--hq-port` into a variable's name. */
function nameOf(long: string): string {
  return long.replace(/^--/, '').replaceAll('-', '_');
}
