import { serveCommands } from '../processes/serve-commands.ts';
import { generateLoad } from './generate-load.ts';
import type { LoadSpec } from './load.ts';

/** A command of the parent: the requests to send in turn from now on, or a load of them. */
export type LoadCommand = { readonly requests: readonly string[] } | { readonly load: LoadSpec };

/** The load generator: answers one {@link LoadCommand} at a time. */
export function runLoadGenerator(): void {
  let requests: readonly Buffer[] = [];
  serveCommands(async (command: LoadCommand) => {
    if ('load' in command) return generateLoad(command.load, requests);
    requests = command.requests.map((request) => Buffer.from(request));
    return { requests: requests.length };
  });
}
