import { announceReady, stopOnSignal } from '@interstella/libs/process';
import { messageOf } from '@interstella/libs/errors';
import { generateLoad } from './generate-load.ts';
import type { LoadOrder } from './load.ts';

/** What the parent sends: the requests to take in turn from now on, or a load to generate with them. */
export type LoadCommand = { readonly deck: readonly string[] } | { readonly load: LoadOrder };

/** The load generator: takes one {@link LoadCommand} at a time over IPC and answers each. */
export function runLoadGenerator(): void {
  let deck: readonly Buffer[] = [];
  process.on('message', (command: LoadCommand) => {
    if ('deck' in command) {
      deck = command.deck.map((request) => Buffer.from(request));
      process.send?.({ requests: deck.length });
      return;
    }
    generateLoad(command.load, deck).then(
      (seen) => process.send?.(seen),
      (error: unknown) => process.send?.({ failed: messageOf(error) }),
    );
  });
  stopOnSignal({ stop: () => Promise.resolve(), timeLimitMs: 1_000, report: console.error });
  announceReady({});
}
