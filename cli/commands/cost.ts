import type { Command } from 'commander';
import { rateOption } from '@interstella/terminal/options.ts';
import { jsonOption, contextOption } from '../options.ts';
import { stageNamed } from '@interstella/infra/settings';
import { STAGES } from '@interstella/infra/stages';
import { ASSUMPTIONS } from '@interstella/cloud/cost/assumptions.ts';
import { costBreakdown, costTable } from '@interstella/cloud/cost/cost-text.ts';
import { PRICE_PAGES, PRICED_REGION, PRICES_WRITTEN_DOWN } from '@interstella/cloud/cost/prices.ts';
import { type StageCost, stageCosts } from '@interstella/cloud/cost/stage-costs.ts';
import { synthesize } from '@interstella/migration/assembly/synthesize.ts';
import { say, sayJson } from '@interstella/terminal/say.ts';

interface CostOptions {
  /** All of them if absent. */
  readonly stage?: string;
  /** As often as HQ's generator makes orders by itself, if absent. */
  readonly ordersPerSecond?: number;
  /** As `npx cdk -c NAME=VALUE` takes it. */
  readonly context: Readonly<Record<string, string>>;
  readonly json: boolean;
}

export function addCost(program: Command): void {
  program
    .command('cost')
    .description('show what each stage costs on AWS, an hour and per million orders, from its template')
    .option('--stage <name>', 'this stage alone, with everything that it pays for')
    .option('--orders-per-second <n>', "at this rate instead of that of HQ's generator", rateOption)
    .addOption(contextOption())
    .addOption(jsonOption())
    .action(async (options: CostOptions) => {
      process.exitCode = await cost(options);
    });
}

/** `interstella cost`: what a stage costs, from its template. Resolves with the exit code. */
async function cost(options: CostOptions): Promise<number> {
  const { stage } = options;
  const { stages, ordersPerSecond } = await stageCosts(
    (stage === undefined ? STAGES : [stageNamed(stage)]).map(({ name }) => name),
    options.ordersPerSecond,
    (name) => synthesize(name, contextOf(name, options.context)),
  );
  const [only] = stages;
  if (options.json) sayJson(forPrograms(stages, ordersPerSecond));
  else if (stage !== undefined && only) say(costBreakdown(only, ordersPerSecond));
  else say(costTable(stages, ordersPerSecond));
  return 0;
}

/** HQ runs no monolith, and says so. */
function contextOf(stage: string, context: CostOptions['context']): CostOptions['context'] {
  if (stage !== 'hq') return context;
  return Object.fromEntries(Object.entries(context).filter(([name]) => name !== 'monolithTag'));
}

function forPrograms(stages: readonly StageCost[], ordersPerSecond: number): unknown {
  return {
    region: PRICED_REGION,
    pricesWrittenDown: PRICES_WRITTEN_DOWN,
    pricesCompared: false,
    ordersPerSecond,
    stages: stages.map(({ traffic: { requests, claims }, ...rest }) => ({ ...rest, requests, claims })),
    assumptions: ASSUMPTIONS,
    pricePages: PRICE_PAGES,
  };
}
