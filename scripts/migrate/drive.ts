import { Listr, type ListrTask } from 'listr2';
import type { Stage } from '@interstella/infra/stages';
import type { Migration, Step } from './migration.ts';
import type { MigrationResult, ScenarioResult } from './result.ts';
import type { Show } from './start-up.ts';
import { withScenario } from './weigh.ts';

/** Where nobody sees a line being written over, one of many is written. */
const PLAIN_EVERY_MS = 5_000;

/** What is used of Listr's task, whatever renderer was chosen. */
interface Task {
  title: string;
  output: string;
}

export type Output = 'terminal' | 'lines' | 'nothing';

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
  /** Resolves when it is to be stopped: what then fails is nobody's concern. */
  readonly stop: Promise<void>;
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

/** Drives a migration from the cold start to its weighing, and shows where it is. */
export async function drive({ path, output, stop, begin, end, beside }: Drive): Promise<MigrationResult> {
  let migration: Migration | undefined;
  let result: MigrationResult | undefined;
  let isStopped = false;
  void stop.then(() => {
    isStopped = true;
  });
  const timed = (task: Task, work: (show: Show) => Promise<void>) =>
    inTime(task, output, work).catch((error: unknown) => {
      if (!isStopped) throw error;
      return new Promise<void>(() => undefined);
    });
  const begun = (): Migration => {
    if (!migration) throw new Error('The migration has not begun.');
    return migration;
  };
  const tasks: ListrTask[] = [
    {
      title: `Cold start of stage ${path[0]?.name ?? ''}`,
      task: (_, task) =>
        timed(task, async (show) => {
          migration = await begin(show);
        }),
    },
    ...stepsOf(path).map((step): ListrTask => ({
      title: `${step.from.name} → ${step.to.name}`,
      skip: () => begun().isStuck && 'a step before it has failed',
      task: (_, task) => timed(task, (show) => begun().step(step, show)),
    })),
    {
      title: 'The last orders, and all of them counted again',
      task: (_, task) =>
        timed(task, async (show) => {
          result = await begun().finish(show);
          await end();
        }),
    },
    ...beside.map(({ title, run }): ListrTask => ({
      title,
      task: (_, task) =>
        timed(task, async (show) => {
          const scenario = await run(show);
          result &&= withScenario(result, scenario);
        }),
    })),
  ];
  const renderer = { terminal: 'default', lines: 'simple', nothing: 'silent' } as const;
  const list = new Listr(tasks, {
    renderer: renderer[output],
    rendererOptions: { showErrorMessage: false },
    registerSignalListeners: false,
  });
  await list.run();
  if (!result) throw new Error('The migration came to no end.');
  return result;
}

/** Shows what a step says, and in the end how long it took. */
async function inTime(task: Task, output: Output, work: (show: Show) => Promise<void>): Promise<void> {
  const begunAt = Date.now();
  let shownAt = begunAt;
  await work((text) => {
    if (output === 'lines' && Date.now() - shownAt < PLAIN_EVERY_MS) return;
    shownAt = Date.now();
    task.output = text;
  });
  task.title = `${task.title}  ${((Date.now() - begunAt) / 1_000).toFixed(1)} s`;
}
