import type { HqClient } from '@interstella/hq/client';
import { colorsFor } from '@interstella/terminal/colors.ts';
import { reportText } from '@interstella/terminal/report-text.ts';
import { say, sayJson } from '@interstella/terminal/say.ts';

export interface ReportOptions {
  readonly audit: boolean;
  readonly json: boolean;
}

/** `interstella report`: the conservation report. The exit code is 1 if it is red or the audit disagrees. */
export async function report(hq: HqClient, { audit, json }: ReportOptions): Promise<number> {
  const conservation = await hq.report({ audit });
  if (json) sayJson(conservation);
  else say(reportText(conservation, colorsFor(process.stdout)));
  return conservation.red || conservation.audit?.agrees === false ? 1 : 0;
}
