import { setTimeout as delay } from 'node:timers/promises';
import { Listr } from 'listr2';
import type { ConservationReport } from '@interstella/hq/client';
import { findRunningKit, removeRunningKit } from '../kit/running-kit.ts';
import { LocalKit, type LocalKitOptions } from '../start/local-kit.ts';
import { assertPortFree } from '../start/port-holder.ts';
import { colorsFor } from '../terminal/colors.ts';
import { reportText } from '../terminal/report-text.ts';
import { StatusLine, statusText } from '../terminal/status-line.ts';
import { UsageError } from '../terminal/usage-error.ts';

const STATUS_INTERVAL_MS = 1_000;
/** The report may take this share of the time at most, however many orders there are. */
const STATUS_DUTY = 5;
/** How long Ctrl-C waits for the orders in flight. */
const DRAIN_LIMIT_MS = 10_000;
const DRAIN_POLL_MS = 100;

const say = (text: string) => process.stdout.write(`${text}\n`);

/** `npm start`: everything on this machine, orders flowing, until Ctrl-C. Resolves with the exit code. */
export async function start(options: LocalKitOptions): Promise<number> {
  await assertNothingRuns();
  await assertPortFree(options.port, '--port');
  await assertPortFree(options.endpointPort, '--endpoint-port');
  await assertPortFree(options.hqPort, '--hq-port');

  const kit = new LocalKit(options);
  const asked = stopAsked();
  const ended = Promise.race([asked.then(() => undefined), kit.broken]);
  try {
    await Promise.race([startUp(kit), ended]);
    const trouble = await Promise.race([ended, showStatusUntil(kit, ended)]);
    if (trouble !== undefined) throw new Error(trouble);
    const report = await drain(kit);
    await kit.stop();
    if (report) say(`\n${reportText(report, colorsFor(process.stdout))}`);
    return 0;
  } finally {
    await kit.stop();
  }
}

async function assertNothingRuns(): Promise<void> {
  const { kit, stale } = await findRunningKit();
  if (kit) {
    throw new UsageError(
      `Interstella runs here already (process ${kit.pid}). End it there with Ctrl-C first.`,
    );
  }
  if (stale) {
    await removeRunningKit();
    say('An earlier run was killed; what it left behind has been cleaned up.');
  }
}

/** Resolves at the first signal to stop. A second one ends everything at once: the programs follow this process. */
function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(130);
        asked = true;
        resolve();
      });
    }
  });
}

async function startUp(kit: LocalKit): Promise<void> {
  const steps = new Listr(
    kit.steps.map(({ title, run }) => ({ title, task: run })),
    { renderer: process.stdout.isTTY ? 'default' : 'simple', registerSignalListeners: false },
  );
  await steps.run();
  say('\nRunning the monolith as in lab 1. Unlike in the cloud:');
  for (const [name, value] of kit.overlay) say(`  ${name.padEnd(22)}${value}`);
  say('\nIn another terminal: npx interstella order · npx interstella report · Ctrl-C here ends it all.\n');
}

async function showStatusUntil(kit: LocalKit, ended: Promise<unknown>): Promise<undefined> {
  const line = new StatusLine(process.stdout);
  const over = new AbortController();
  void ended.then(() => {
    over.abort();
  });
  while (!over.signal.aborted) {
    const asked = Date.now();
    const report = await kit.hq.report().catch(() => undefined);
    const own = report?.participants.find(({ participant }) => participant === kit.participant);
    if (own) line.show(statusText(own));
    await Promise.race([ended, delay(Math.max(STATUS_INTERVAL_MS, STATUS_DUTY * (Date.now() - asked)))]);
  }
  line.end();
  return undefined;
}

/** Stops making orders and lets those in flight end. Resolves with the last report. */
async function drain(kit: LocalKit): Promise<ConservationReport | undefined> {
  say('Stopping: no new orders, waiting for those in flight …');
  try {
    await kit.hq.setGenerator({ paused: true });
    const deadline = Date.now() + DRAIN_LIMIT_MS;
    for (;;) {
      const report = await kit.hq.report();
      if (Date.now() > deadline || report.participants.every(({ open }) => open === 0)) return report;
      await delay(DRAIN_POLL_MS);
    }
  } catch {
    return undefined;
  }
}
