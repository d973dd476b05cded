import { KitCommand, type KitOptions } from './kit-command.ts';

const UP = /^Stage \S+ \(lab .*\) runs from the template/m;
const UP_LIMIT_MS = 120_000;

/** Runs `npm start` on any free ports. */
export function startKit(home: string, args: readonly string[], options?: KitOptions): KitCommand {
  const ports = ['--port', '0', '--endpoint-port', '0', '--hq-port', '0'];
  return new KitCommand(home, ['start', ...ports, ...args], options);
}

/** Resolves when the stage is up: targets healthy, subscriptions confirmed. @throws Error if it does not come up */
export function waitUntilUp(command: KitCommand): Promise<void> {
  return command.waitForOutput(UP, UP_LIMIT_MS);
}
