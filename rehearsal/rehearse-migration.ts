import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Stage } from '@interstella/infra/stages';
import type { ImageCatalogue } from '@interstella/local/platform/tasks';
import { askForFault } from './faults/ask-for-fault.ts';
import type { Fault } from './faults/fault.ts';
import type { FaultMark } from './faults/fault-record.ts';
import { kitFolder } from '@interstella/infra/workspace/kit-folder.ts';
import { requireRunningKit, type RunningKit } from './kit/running-kit.ts';
import { LocalKit } from './kit/local-kit.ts';
import { type Output, runWithProgress, type Job } from '@interstella/terminal/run-with-progress.ts';
import { StoppedError } from '@interstella/libs/errors';
import { stepsOf } from './migration/path.ts';
import { Migration } from './migration/migration.ts';
import { type Rehearsed, rehearsedIn } from './migration/rehearsed-in.ts';
import { rehearse } from './migration/rehearse.ts';
import type { MigrationResult } from './migration/result.ts';
import { withScenario } from './migration/verify-migration.ts';
import { ScriptedFaults } from './migration/scenarios/scripted-faults.ts';
import { wrongOrder } from './migration/scenarios/wrong-order.ts';
import { type Show, startUp } from './migration/start-up.ts';

const SECOND_MS = 1_000;
/** Where nobody sees a line being written over, one of many is written. */
const PLAIN_EVERY_MS = 5_000;
/** For the orders in flight, where nothing was broken. */
const DRAIN_MS = 30_000;
/** Where something was: SNS retries less and less often, at last once a minute. */
const LONG_DRAIN_MS = 180_000;

export interface MigrationWanted {
  readonly path: readonly Stage[];
  /** Orders per second. */
  readonly rate: number;
  /** In seconds, as the next. */
  readonly hold: number;
  readonly timeout: number;
  /** Names of SCENARIOS. */
  readonly faults: readonly string[];
  readonly catalogue: ImageCatalogue;
  /** Tasks are containers. @default false */
  readonly containers?: boolean;
  /** Of the load balancer; 0 for any. */
  readonly port: number;
  readonly output: Output;
}

/** A whole migration in a kit of its own, from its cold start to its end. @throws StoppedError, Error */
export async function rehearseMigration(
  wanted: MigrationWanted,
  stop: Promise<void>,
): Promise<MigrationResult> {
  const { path, faults, port, output, catalogue, containers = false } = wanted;
  const [first] = path;
  if (!first) throw new Error('A migration needs a stage to begin with.');
  const startedAt = Date.now();
  const ports = { port, endpointPort: 0, hqPort: 0 };
  const kit = new LocalKit({
    ...{ stage: first, context: {}, rate: 0, dataFolder: undefined, secure: false, catalogue },
    ...{ ...ports, containers },
  });
  let migration: Migration | undefined;
  let result: MigrationResult | undefined;
  let besideEnded: Promise<unknown> = Promise.resolve();
  const begun = (): Migration => {
    if (!migration) throw new Error('The migration has not begun.');
    return migration;
  };
  const wrongOrderBeside: Job = {
    title: 'The wrong order, in a ledger of its own',
    run: async (show) => {
      const running = wrongOrder({ stage: first, catalogue, containers, stop, show });
      besideEnded = running.catch(() => undefined);
      const scenario = await running;
      result &&= withScenario(result, scenario);
    },
  };
  const works: readonly Job[] = [
    {
      title: `Cold start of stage ${first.name}`,
      run: async (show) => {
        await startUp(kit, show);
        migration = makeMigration(await requireRunningKit(), wanted, startedAt, () => kit.faults);
        await migration.begin(show);
      },
    },
    ...stepsOf(path).map((step) => ({
      title: `${step.from.name} → ${step.to.name}`,
      skip: () => begun().isStuck && 'a step before it has failed',
      run: (show: Show) => begun().step(step, show),
    })),
    {
      title: 'The last orders, and all of them counted again',
      run: async (show) => {
        result = await begun().finish(show);
        await begun().close();
        await kit.stop();
      },
    },
    ...(faults.includes('order') ? [wrongOrderBeside] : []),
  ];
  await rehearse(kit, stop, async (interrupted) => {
    try {
      await runWorks(works, output, interrupted);
    } finally {
      await migration?.close();
      // A kit of its own, which ends by itself when it is stopped.
      await besideEnded;
    }
  });
  if (!result) throw new Error('The migration came to no end.');
  return result;
}

/** @throws StoppedError, said at once; what was under way still has to be ended then */
async function runWorks(works: readonly Job[], output: Output, interrupted: Promise<never>): Promise<void> {
  try {
    await runWithProgress(
      works.map((work) => inTime(work, output)),
      { output, interrupted },
    );
  } catch (error) {
    if (error instanceof StoppedError && output !== 'nothing')
      process.stdout.write('Stopping: everything that was started is ended …\n');
    throw error;
  }
}

/** Shows what a step says, and in the end how long it took. */
function inTime({ run, ...job }: Job, output: Output): Job {
  return {
    ...job,
    run: async (show) => {
      const begunAt = Date.now();
      let shownAt = begunAt;
      let shown = '';
      await run((text) => {
        if (output === 'lines' && (text === shown || Date.now() - shownAt < PLAIN_EVERY_MS)) return;
        shown = text;
        shownAt = Date.now();
        show(text);
      });
      return `${job.title}  ${((Date.now() - begunAt) / 1_000).toFixed(1)} s`;
    },
  };
}

function makeMigration(
  running: RunningKit,
  wanted: MigrationWanted,
  startedAt: number,
  made: () => readonly FaultMark[],
): Migration {
  const { path, rate, hold, timeout, faults, catalogue, containers = false } = wanted;
  const rehearsed: Rehearsed = rehearsedIn(running);
  const failedRequests = () => migration.failedRequests();
  const tools = {
    ...rehearsed,
    catalogue,
    failedRequests,
    now: Date.now,
    sleep: (ms: number) => delay(ms),
    witness: () => migration.witnessed,
    inject: async (fault: Fault) => {
      await askForFault(running, fault);
    },
  };
  const script = faults.length === 0 ? undefined : new ScriptedFaults(tools, faults, stepsOf(path).length);
  const migration: Migration = new Migration(
    rehearsed,
    {
      ...{ path, rate, catalogue, script, faults: made },
      tasks: containers ? 'containers' : 'processes',
      logFolder: join(kitFolder(), 'logs'),
      holdMs: hold * SECOND_MS,
      gateLimitMs: timeout * SECOND_MS,
      drainLimitMs: Math.min(timeout * SECOND_MS, script ? LONG_DRAIN_MS : DRAIN_MS),
    },
    startedAt,
  );
  return migration;
}
