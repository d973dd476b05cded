import { announceReady } from '@interstella/libs/process';
import { endOnSignal } from '../processes/serve-commands.ts';

/** Short, so that the program ends soon after its signal. */
const SPIN_MS = 20;

/** Keeps one core busy until it is stopped. */
export function runBusyCore(): void {
  endOnSignal();
  announceReady({});
  spin();
}

function spin(): void {
  const until = performance.now() + SPIN_MS;
  while (performance.now() < until);
  setImmediate(spin);
}
