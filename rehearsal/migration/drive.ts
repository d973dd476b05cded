import type { Stage } from '@interstella/infra/stages';
import { type Output, runShown, type ShownWork } from '@interstella/terminal/run-shown.ts';
import { StoppedError } from '@interstella/libs/errors';
import type { Step } from './fault-script.ts';
import type { Migration } from './migration.ts';
import type { MigrationResult, ScenarioResult } from './result.ts';
import type { Show } from './start-up.ts';
import { withScenario } from './weigh.ts';

/** Where nobody sees a line being written over, one of many is written. */
const PLAIN_EVERY_MS = 5_000;

/** The steps of a path, one from each stage to the next. */
export function stepsOf(path: readonly Stage[]): readonly Step[] {
  return path.slice(1).flatMap((to, index) => {
    const from = path[index];
    return from ? [{ index, from, to }] : [];
  });
}

interface Drive {
  readonly path: readonly Stage[];
  readonly output: Output;
  /** Rejects when there is no going on. */
  readonly interrupted: Promise<never>;
  /** The cold start, until orders flow. */
  readonly begin: (show: Show) => Promise<Migration>;
  /** What is done to it when the last order has come home. */
  readonly end: () => Promise<void>;
  /** What is rehearsed beside it, when it is over. */
  readonly beside: readonly {
    readonly title: string;
    readonly run: (show: Show) => Promise<ScenarioResult>;
  }[];
}

/**
 * Drives a migration from the cold start to its weighing, and shows where it is.
 *
 * @throws StoppedError, said at once; what was under way still has to be ended then
 */
export async function drive({
  path,
  output,
  interrupted,
  begin,
  end,
  beside,
}: Drive): Promise<MigrationResult> {
  let migration: Migration | undefined;
  let result: MigrationResult | undefined;
  const begun = (): Migration => {
    if (!migration) throw new Error('The migration has not begun.');
    return migration;
  };
  const works: readonly ShownWork[] = [
    {
      title: `Cold start of stage ${path[0]?.name ?? ''}`,
      run: async (show) => {
        migration = await begin(show);
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
        await end();
      },
    },
    ...beside.map(({ title, run }) => ({
      title,
      run: async (show: Show) => {
        const scenario = await run(show);
        result &&= withScenario(result, scenario);
      },
    })),
  ];
  await runShown(
    works.map((work) => inTime(work, output)),
    { output, interrupted },
  ).catch((error: unknown) => {
    if (error instanceof StoppedError && output !== 'nothing')
      process.stdout.write('Stopping: everything that was started is ended …\n');
    throw error;
  });
  if (!result) throw new Error('The migration came to no end.');
  return result;
}

/** Shows what a step says, and in the end how long it took. */
function inTime({ run, ...work }: ShownWork, output: Output): ShownWork {
  return {
    ...work,
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
      return `${work.title}  ${((Date.now() - begunAt) / 1_000).toFixed(1)} s`;
    },
  };
}
