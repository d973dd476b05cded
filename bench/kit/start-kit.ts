import { KitCommand, type KitOptions } from './kit-command.ts';

const UP = /^Stage \S+ \(lab .*\) runs from the template/m;
const UP_LIMIT_MS = 120_000;

/** `npm start` on any free ports. */
export function startKit(home: string, args: readonly string[], options?: KitOptions): KitCommand {
  const ports = ['--port', '0', '--endpoint-port', '0', '--hq-port', '0'];
  return new KitCommand(home, ['start', ...ports, ...args], options);
}

/** Resolves once its stage is up: targets healthy, subscriptions confirmed. @throws Error if it does not come up */
export function untilUp(command: KitCommand): Promise<void> {
  return command.untilPrinted(UP, UP_LIMIT_MS);
}
