import { availableParallelism, loadavg } from 'node:os';
import type { ConservationReport, HqClient } from '@interstella/hq/client';
import { partOf } from '@interstella/migration/gate/gate.ts';
import type { FaultMark } from '../faults/fault-record.ts';
import { OrderComparison } from './comparison.ts';
import { failedRequests } from './failed-requests.ts';
import type { FailureLog } from './failure-log.ts';
import { reasonsAgainst } from './judge.ts';
import { MigrationTally } from './migration-tally.ts';
import type { MigrationResult, ScenarioResult, TaskKind, StageTurn } from './result.ts';
import type { ServiceAnswer } from './service-answers.ts';

/** What was observed of a migration. */
export interface Observations {
  readonly hq: Pick<HqClient, 'ledger'>;
  readonly participant: string;
  /** With its audit, made when nothing was in flight any more. */
  readonly report: ConservationReport;
  readonly log: Pick<FailureLog, 'failures' | 'total' | 'load'>;
  /** What the services answered that was no 2xx. */
  readonly answers: readonly ServiceAnswer[];
  readonly witnessed: ReadonlySet<string>;
  readonly turns: readonly StageTurn[];
  readonly rate: number;
  readonly tasks: TaskKind;
  readonly startedAt: number;
  /** How long HQ was to make orders, in milliseconds. */
  readonly flowedMs: number;
  /** How long the last orders were waited for, in milliseconds. */
  readonly waitedMs: number;
  /** When the last order had come home. */
  readonly endedAt: number;
  readonly faults: readonly FaultMark[];
  readonly scenarios: readonly ScenarioResult[];
  readonly failedSteps: readonly string[];
}

/** Reads the ledger order by order, and compares it with what was seen. */
export async function verifyMigration(seen: Observations): Promise<MigrationResult> {
  const { hq, participant, report, log, witnessed, turns, rate, startedAt, endedAt } = seen;
  const { faults, scenarios, failedSteps } = seen;
  const own = partOf(report, participant);
  const comparison = new OrderComparison(witnessed);
  const tally = new MigrationTally({
    turns,
    endedAt,
    overdueBefore: Date.parse(report.asOf) - report.retryWindowMs,
    deadLettered: new Set(own.orders.deadLettered.map(({ orderId }) => orderId)),
  });
  for await (const page of hq.ledger(participant)) {
    for (const order of page) {
      comparison.add(order);
      tally.add(order);
    }
  }
  const compared = comparison.result();
  const auditAgrees = report.audit?.agrees === true;
  const failed = failedRequests(log, seen.answers, faults);
  const reasons = reasonsAgainst({
    reportReasons: own.reasons,
    warnings: report.warnings,
    auditAgrees,
    comparison: compared,
    ...{ lost: own.lost, direct: own.direct, waitedMs: seen.waitedMs },
    machine: { load: loadavg()[0] ?? 0, cores: availableParallelism() },
    failedRequests: failed,
    failedSteps,
  });
  const result: MigrationResult = {
    ok: reasons.length === 0,
    reasons,
    ...{ startedAt, endedAt, tasks: seen.tasks, rate, turns, faults, scenarios: [] },
    rows: tally.rows(),
    totals: tally.totals(),
    comparison: compared,
    failedRequests: failed,
    madePerSecond: (compared.published * 1_000) / Math.max(1, seen.flowedMs),
    audit: { agrees: auditAgrees },
    report: {
      red: own.red,
      lost: own.lost,
      unattributed: own.unattributed,
      direct: own.direct,
      deadLettered: own.deadLettered,
    },
    shares: tally.shares(log.failures),
  };
  return scenarios.reduce(withScenario, result);
}

/** Adds a rehearsed failure, which must have come out as expected. */
export function withScenario(result: MigrationResult, scenario: ScenarioResult): MigrationResult {
  const { name, seen, ok } = scenario;
  return {
    ...result,
    ok: result.ok && ok,
    reasons: ok ? result.reasons : [...result.reasons, `Not as expected: ${name}: ${seen}`],
    scenarios: [...result.scenarios, scenario],
  };
}
