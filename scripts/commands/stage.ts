import type { Stage } from '@interstella/infra/stages';
import { neighboursOf } from '../gate/index.ts';
import { requireRunningKit } from '../kit/running-kit.ts';
import { describeChange } from '../stage-diff/describe-change.ts';
import { ChangeView } from '../stage/change-view.ts';
import { type Context, stageNamed } from '../stage/local-template.ts';
import { LocalStep, StepGoesOnError, type StepTaken } from '../stage/local-step.ts';
import { summaryText } from '../stage/switch-summary.ts';
import { stopAsked } from '../start/stop-asked.ts';
import { StatusLine } from '../terminal/status-line.ts';

const MINUTE_MS = 60_000;
/** As a shell has it for Ctrl-C. */
const STOPPED = 130;

export interface StageOptions {
  readonly context: Context;
  /** In minutes: how long to wait for old orders. */
  readonly timeout: number;
  /** Whether a monolith may be deployed that leaves a resource to nobody. */
  readonly wrongOrder: boolean;
  readonly json: boolean;
}

/**
 * `interstella stage NAME`: one step of the migration on this machine, while orders flow. Resolves with the exit code: 1
 * if the step was not taken, or HQ's report is red after it or not to be had; 130 if it was stopped.
 *
 * @throws UsageError, GateHoldsError, PlatformError, HqClientError
 */
export async function stage(name: string, options: StageOptions): Promise<number> {
  const to = stageNamed(name);
  const { context, wrongOrder } = options;
  const step = await LocalStep.to(await requireRunningKit(), to, context, wrongOrder);
  const changes = describeChange(step.ends.before, step.ends.template);
  const tell = options.json ? () => undefined : say;
  tell(titleOf(step));
  for (const sentence of changes) tell(`  ${sentence}`);
  const stop = new AbortController();
  void stopAsked().then(() => {
    stop.abort();
  });
  let taken: StepTaken;
  try {
    await waitForOldOrders(step, options, stop.signal);
    taken = await take(step, options.json, stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    process.stderr.write(`\n${stoppedText(error)}\n`);
    return STOPPED;
  }
  if (options.json) say(JSON.stringify({ from: step.ends.from.name, to: name, changes, ...taken }, null, 2));
  else say(`${outcomeText(step, taken)}\n${ledgerText(step, taken)}${whatIsNext(step, taken)}`);
  return taken.result.outcome === 'done' && taken.summary && !taken.red ? 0 : 1;
}

async function waitForOldOrders(
  step: LocalStep,
  { timeout, json }: StageOptions,
  signal: AbortSignal,
): Promise<void> {
  const line = new StatusLine(process.stdout);
  let end: () => void = () => undefined;
  try {
    const show = (text: string) => {
      if (json) return;
      line.show(text);
      end = () => {
        line.end();
      };
    };
    await step.waitForOldOrders(timeout * MINUTE_MS, show, signal);
  } finally {
    end();
  }
}

async function take(step: LocalStep, quietly: boolean, signal: AbortSignal): Promise<StepTaken> {
  if (quietly) return step.take(() => undefined, signal);
  const view = new ChangeView(process.stdout);
  try {
    return await step.take(view.hear, signal);
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

function ledgerText({ ends: { from, to } }: LocalStep, { result, summary }: StepTaken): string {
  if (summary) return summaryText(summary);
  const { name } = result.outcome === 'done' ? to : from;
  return [
    'Interstella HQ does not answer, so what the ledger saw is unknown.',
    `See \`npx interstella status\` when it answers again. If it says that HQ owes no orders: npx interstella stage ${name}`,
  ].join('\n');
}

function stoppedText(error: unknown): string {
  if (error instanceof StepGoesOnError) return 'The step goes on; see `npx interstella status`.';
  if (error instanceof Error && error.name === 'AbortError') return 'Stopped; nothing was changed.';
  return error instanceof Error ? error.message : String(error);
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
