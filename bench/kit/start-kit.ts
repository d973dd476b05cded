import { KitCommand } from './kit-command.ts';

const UP = /^Stage \S+ \(lab .*\) runs from the template/m;
const UP_LIMIT_MS = 120_000;

/** `npm start` on any free ports. */
export function startKit(home: string, ...args: readonly string[]): KitCommand {
  return new KitCommand(home, [
    ...['start', '--port', '0', '--endpoint-port', '0', '--hq-port', '0'],
    ...args,
  ]);
}

/** Resolves once its stage is up: targets healthy, subscriptions confirmed. @throws Error if it does not come up */
export function untilUp(command: KitCommand): Promise<void> {
  return command.untilPrinted(UP, UP_LIMIT_MS);
}
