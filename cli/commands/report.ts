import type { Command } from 'commander';
import { jsonOption } from '../options.ts';
import { onHq, type HqOptions } from '../headquarters/hq-options.ts';
import { connectToHq } from '../headquarters/connect-to-hq.ts';
import type { HqClient } from '@interstella/hq/client';
import { colorsFor } from '@interstella/terminal/colors.ts';
import { reportText } from '@interstella/terminal/report-text.ts';
import { sayJson, sayWrapped } from '@interstella/terminal/say.ts';

interface ReportOptions {
  readonly audit: boolean;
  readonly json: boolean;
}

export function addReport(command: Command): void {
  onHq(command)
    .option('--audit', 'count every item of the ledger again and compare', false)
    .addOption(jsonOption())
    .action(async (options: HqOptions & ReportOptions) => {
      process.exitCode = await report(await connectToHq(options), options);
    });
}

/** `interstella report`: the conservation report. The exit code is 1 if it is red or the audit disagrees. */
async function report(hq: HqClient, { audit, json }: ReportOptions): Promise<number> {
  const conservation = await hq.report({ audit });
  if (json) sayJson(conservation);
  else sayWrapped(reportText(conservation, colorsFor(process.stdout)));
  return conservation.red || conservation.audit?.agrees === false ? 1 : 0;
}
