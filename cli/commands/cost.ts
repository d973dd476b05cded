import type { Command } from 'commander';
import { jsonOption, contextOption } from '../options.ts';
import { stageNamed } from '@interstella/infra/settings';
import { STAGES } from '@interstella/infra/stages';
import { ASSUMPTIONS } from '@interstella/cloud/cost/assumptions.ts';
import { costBreakdown, costTable } from '@interstella/cloud/cost/cost-text.ts';
import { PRICE_PAGES, PRICED_REGION, PRICES_WRITTEN_DOWN } from '@interstella/cloud/cost/prices.ts';
import { stageCosts } from '@interstella/cloud/cost/stage-costs.ts';
import { synthesize } from '@interstella/migration/assembly/synthesize.ts';
import { say, sayJson } from '@interstella/terminal/say.ts';

interface CostOptions {
  /** Absent: all stages. */
  readonly stage?: string;
  /** As `npx cdk -c NAME=VALUE` takes it. */
  readonly context: Readonly<Record<string, string>>;
  readonly json: boolean;
}

export function addCost(command: Command): void {
  command
    .option('--stage <name>', 'this stage alone, by what it pays for')
    .addOption(contextOption())
    .addOption(jsonOption())
    .action(cost);
}

async function cost({ stage, context, json }: CostOptions): Promise<void> {
  const stages = await stageCosts(
    (stage === undefined ? STAGES : [stageNamed(stage)]).map(({ name }) => name),
    (name) => synthesize(name, contextOf(name, context)),
  );
  const [only] = stages;
  if (json) sayJson({ ...PRICES_OF, stages, assumptions: ASSUMPTIONS, pricePages: PRICE_PAGES });
  else if (stage !== undefined && only) say(costBreakdown(only));
  else say(costTable(stages));
}

const PRICES_OF = { region: PRICED_REGION, pricesWrittenDown: PRICES_WRITTEN_DOWN, pricesCompared: false };

/** Stage `hq` runs no monolith and refuses the setting. */
function contextOf(stage: string, context: CostOptions['context']): CostOptions['context'] {
  if (stage !== 'hq') return context;
  return Object.fromEntries(Object.entries(context).filter(([name]) => name !== 'monolithTag'));
}
