import type { Resource, ServiceName } from '@interstella/infra/stages';
import type { FaultMark } from '../faults/fault-record.ts';

/** The time in which a stage of a migration is up, from the step to it until the next step. Times are ms since 1970. */
export interface StageTurn {
  readonly stage: string;
  /** What its services run, such as `monolith:noiridium`. */
  readonly images: readonly string[];
  /** When the step to the stage was asked for; its turn ends when the next one's begins. */
  readonly begunAt: number;
  /** When the gate let the step go. */
  readonly openedAt: number;
  /** When everything that the stage deploys was in force. */
  readonly stableAt: number;
  /** Requests that the load balancer saw fail during the turn. */
  readonly failedRequests: number;
}

/** What became of the orders that were published during a stage's turn. */
export interface StageRow {
  readonly stage: string;
  readonly images: readonly string[];
  readonly published: number;
  readonly complete: number;
  /** Resources by who fulfilled them first: two to an order, so that their sum is twice `complete`. */
  readonly by: Readonly<Record<ServiceName, number>>;
  readonly duplicatesAbsorbed: number;
  readonly lost: number;
  /** Orders claimed during the turn that HQ never published. */
  readonly unattributed: number;
  readonly failedRequests: number;
  /** From publishing to the last resource; null without complete orders. */
  readonly latencyMs: Latency | null;
  /** How long the step waited for open orders, in seconds. */
  readonly gateS: number;
  /** How long the step took after that, until everything was in force; of the first stage, the cold start. */
  readonly switchS: number;
}

export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

export type Totals = Omit<StageRow, 'stage' | 'images'>;

/** Who fulfilled how many of each resource, interval by interval. */
export interface Shares {
  /** When the first interval begins, in milliseconds since 1970. */
  readonly from: number;
  readonly intervalMs: number;
  /** Per resource and service, how many claims fell into each interval. */
  readonly fulfilled: Readonly<Record<Resource, Readonly<Record<ServiceName, readonly number[]>>>>;
  readonly duplicatesAbsorbed: readonly number[];
  readonly failedRequests: readonly number[];
}

/** The order ids of three independent sources, compared. Of those that disagree, the first few are named. */
export interface Comparison {
  /** Orders that a subscriber to the orders topic saw. */
  readonly witnessed: number;
  /** Orders that HQ's ledger says were published. */
  readonly published: number;
  /** Of those, the ones that have every resource. */
  readonly complete: number;
  readonly notComplete: IdList;
  readonly notWitnessed: IdList;
  readonly notInLedger: IdList;
}

export interface IdList {
  readonly count: number;
  readonly first: readonly string[];
}

/** The requests that failed at the load balancer, all over a migration. */
export interface FailedRequests {
  readonly count: number;
  /** Of those, the ones that failed while nothing was broken on purpose, nor shortly after it. */
  readonly unexcused: number;
  /** The first few, as the load balancer has them; where some are not excused, of those. */
  readonly first: readonly string[];
  /** What the services said of them, most frequent first. */
  readonly reasons: readonly { readonly text: string; readonly count: number }[];
  /** The machine's load average when most was to do while requests failed; 0 if none did. */
  readonly load: number;
  readonly cores: number;
}

export type TaskKind = 'processes' | 'containers';

/** One scripted failure, what was to come of it, and what came. */
export interface ScenarioResult {
  readonly name: string;
  readonly expected: string;
  readonly seen: string;
  readonly ok: boolean;
}

/** A whole migration. Times are milliseconds since 1970; `interstella migrate --json` prints them as ISO 8601. */
export interface MigrationResult {
  readonly ok: boolean;
  /** Why it is not. */
  readonly reasons: readonly string[];
  readonly startedAt: number;
  readonly endedAt: number;
  /** What the services' tasks were on this machine. */
  readonly tasks: TaskKind;
  /** Orders per second that were asked for. */
  readonly rate: number;
  /** Orders per second that HQ made, over all the time in which it was to make some. */
  readonly madePerSecond: number;
  readonly turns: readonly StageTurn[];
  readonly rows: readonly StageRow[];
  readonly totals: Totals;
  readonly comparison: Comparison;
  readonly failedRequests: FailedRequests;
  readonly audit: { readonly agrees: boolean };
  /** Of HQ's report after the last order, all over the run. */
  readonly report: {
    readonly red: boolean;
    readonly lost: number;
    readonly unattributed: number;
    /** Orders that were sent straight to a service, which no rehearsal does. */
    readonly direct: number;
    readonly deadLettered: number;
  };
  readonly shares: Shares;
  /** All that was broken on purpose, by a script or by hand. */
  readonly faults: readonly FaultMark[];
  readonly scenarios: readonly ScenarioResult[];
}
