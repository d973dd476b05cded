import type { Stage } from '@interstella/infra/stages';
import { neighboursOf } from '../gate/index.ts';
import { requireRunningKit } from '../kit/running-kit.ts';
import { describeChange } from '../stage-diff/describe-change.ts';
import { ChangeView } from '../stage/change-view.ts';
import { type Context, stageNamed } from '../stage/local-template.ts';
import { LocalStep, type StepTaken } from '../stage/local-step.ts';
import { summaryText } from '../stage/switch-summary.ts';
import { StatusLine } from '../terminal/status-line.ts';

const MINUTE_MS = 60_000;

export interface StageOptions {
  readonly context: Context;
  /** In minutes: how long to wait for old orders. */
  readonly timeout: number;
  readonly json: boolean;
}

/**
 * `interstella stage NAME`: one step of the migration on this machine, while orders flow. Resolves with the exit code: 1
 * if the step was not taken, or HQ's report is red after it.
 *
 * @throws UsageError, GateHoldsError, PlatformError, HqClientError
 */
export async function stage(name: string, options: StageOptions): Promise<number> {
  const to = stageNamed(name);
  const step = await LocalStep.to(await requireRunningKit(), to, options.context);
  const changes = describeChange(step.ends.before, step.ends.template);
  const tell = options.json ? () => undefined : say;
  tell(titleOf(step));
  for (const sentence of changes) tell(`  ${sentence}`);
  await waitForOldOrders(step, options);
  const taken = await take(step, options.json);
  if (options.json) say(JSON.stringify({ from: step.ends.from.name, to: name, changes, ...taken }, null, 2));
  else say(`${outcomeText(step, taken)}\n${summaryText(taken.summary)}${whatIsNext(step, taken)}`);
  return taken.result.outcome === 'done' && !taken.red ? 0 : 1;
}

async function waitForOldOrders(step: LocalStep, { timeout, json }: StageOptions): Promise<void> {
  const line = new StatusLine(process.stdout);
  let end: () => void = () => undefined;
  try {
    await step.waitForOldOrders(timeout * MINUTE_MS, (text) => {
      if (json) return;
      line.show(text);
      end = () => {
        line.end();
      };
    });
  } finally {
    end();
  }
}

async function take(step: LocalStep, quietly: boolean): Promise<StepTaken> {
  if (quietly) return step.take(() => undefined);
  const view = new ChangeView(process.stdout);
  try {
    return await step.take(view.hear);
  } finally {
    await view.end();
  }
}

function titleOf({ ends: { from, to, direction } }: LocalStep): string {
  if (direction === 'same') return `Stage ${to.name} again. What changes:`;
  return `Going ${direction} from ${from.name} to ${to.name}. What changes:`;
}

function outcomeText({ ends: { from, to } }: LocalStep, { result }: StepTaken): string {
  const { outcome, reason = '', leftBehind } = result;
  if (outcome === 'rolledBack')
    return `Stage ${to.name} was not reached, and ${from.name} is there again. ${reason}`;
  if (outcome === 'failed') return `Stage ${to.name} was not reached. ${reason}`;
  return [`Stage ${to.name} is up.`, ...leftBehind.map((what) => `Left behind: ${what}`)].join('\n');
}

function whatIsNext({ ends: { to } }: LocalStep, { result }: StepTaken): string {
  const { next, previous }: { next?: Stage; previous?: Stage } = neighboursOf(to);
  if (result.outcome !== 'done') return '\nSee its log: npx interstella logs SERVICE';
  const ways = [
    ...(next ? [`npx interstella stage ${next.name}  (${next.brings})`] : []),
    ...(previous ? [`npx interstella stage ${previous.name}  (back)`] : []),
  ];
  return ways.length === 0 ? '' : `\nNext:\n${ways.map((way) => `  ${way}`).join('\n')}`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
