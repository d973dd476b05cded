import type { ParticipantReport, ReportedOrder } from '@interstella/hq/client';
import type { ScenarioResult } from '../result.ts';

/** What was done, in a ledger of its own. */
export interface WrongStep {
  /** Orders from before the step. */
  readonly early: readonly string[];
  /** Orders from after it. */
  readonly late: readonly string[];
  /** Of the deployment. */
  readonly outcome: string;
}

/** The monolith's, and the resource that nobody makes with it. */
export interface WrongTag {
  readonly tag: string;
  readonly missing: string;
}

/** Whether exactly those orders are lost that a step in the wrong order loses, id by id. */
export function judgeWrongOrder(
  report: ParticipantReport,
  { early, late, outcome }: WrongStep,
  { tag, missing }: WrongTag,
): ScenarioResult {
  const lost = report.orders.lost;
  const lacksOnly = (order: ReportedOrder) => order.missing.length === 1 && order.missing[0] === missing;
  const expected = new Set(late);
  const isExact = lost.length === late.length && lost.every(({ orderId }) => expected.has(orderId));
  const lacking = lost.filter(lacksOnly).length;
  return {
    name: `The wrong order: -c monolithTag=${tag} before there is a microservice, in a ledger of its own`,
    expected: `the report is red, and names exactly the ${late.length} orders published after it, which lack ${missing}`,
    seen: `${report.red ? 'red' : 'green'}; ${lost.length} lost, ${isExact ? 'exactly these' : 'not exactly these'}, ${lacking} lack ${missing} alone; complete: ${report.complete} of the ${early.length} before`,
    ok:
      outcome === 'done' &&
      late.length > 0 &&
      report.red &&
      isExact &&
      lacking === lost.length &&
      report.complete === early.length &&
      report.unattributed === 0,
  };
}
