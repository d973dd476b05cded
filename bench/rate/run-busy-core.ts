import { announceReady, stopOnSignal } from '@interstella/libs/process';

/** Short enough to end soon when told to. */
const SPIN_MS = 20;

/** Keeps one core busy until it is stopped. */
export function runBusyCore(): void {
  stopOnSignal({ stop: () => Promise.resolve(), timeLimitMs: 1_000, report: console.error });
  announceReady({});
  spin();
}

function spin(): void {
  const until = performance.now() + SPIN_MS;
  while (performance.now() < until);
  setImmediate(spin);
}
