import type { Command } from 'commander';
import { UsageError } from '@interstella/libs/errors';

/** The commands that are also npm scripts, and how npm runs them. */
const NPM_COMMANDS = { start: 'npm start', migrate: 'npm run migrate' } as const;

/**
 * Refuses options of a command that npm took for its own because they stand before `--`: `npm start --port 5275`. npm puts
 * them into the environment. `--json` is not checked, since npm has that option itself.
 *
 * @throws UsageError that names the option and shows where it belongs
 */
export function refuseNpmOptions(command: Command, env: NodeJS.ProcessEnv = process.env): void {
  const name = command.name();
  if (!isNpmScript(name) || env.npm_lifecycle_event !== name) return;
  const taken = command.options.find(
    ({ long }) => typeof long === 'string' && long !== '--json' && `npm_config_${nameOf(long)}` in env,
  );
  if (!taken) return;
  throw new UsageError(
    `npm took ${taken.long ?? ''} for an option of its own. Options go behind \`--\`: ${NPM_COMMANDS[name]} -- ${taken.flags.replace(/^-\w, /, '')}`,
  );
}

function isNpmScript(name: string): name is keyof typeof NPM_COMMANDS {
  return Object.hasOwn(NPM_COMMANDS, name);
}

/** `--hq-port` → `hq_port`, as npm names its variables. */
function nameOf(long: string): string {
  return long.replace(/^--/, '').replaceAll('-', '_');
}
