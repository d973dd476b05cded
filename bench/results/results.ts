import type { Earlier } from './earlier.ts';
import type { Overload } from './overload.ts';

/** One server at one number of connections: medians over the rounds. */
export interface Figures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time of the server for one order, in microseconds. */
  readonly cpuMicros: number;
  /** Processor time of the server over elapsed time: 1 is one core in full. */
  readonly busy: number;
}

/** A service compared with a bare `node:http` server that does the same work. */
export interface Cell {
  readonly case: string;
  readonly title: string;
  readonly connections: number;
  readonly service: Figures;
  readonly baseline: Figures;
  /** Orders per second over those of the bare server; the median over pairs. */
  readonly ratio: number;
  /** Processor time of the bare server for an order over the service's: 1 is as cheap as bare. The median over pairs. */
  readonly cpuRatio: number;
  /** A process of the bench that was at its limit, which draws the ratio towards 1; absent if none was. */
  readonly limitedBy?: string;
}

/** A program's start and memory, compared with a bare fastify's. */
export interface StartUp {
  readonly program: string;
  /** From its start to its first 200, in milliseconds; the median over starts. */
  readonly readyMs: number;
  /** Resident memory in MB (10⁶ bytes), idle and after load. */
  readonly idleMb: number;
  readonly loadedMb: number;
  /** Each over bare fastify's. */
  readonly readyRatio: number;
  readonly idleRatio: number;
  readonly loadedRatio: number;
}

/** An image and the size of all its layers, in MB (10⁶ bytes). */
export interface ImageSize {
  readonly image: string;
  readonly megabytes: number;
}

/** A container's start, compared with that of a bare `node:http` server in the base image. */
export interface ContainerStart {
  readonly program: string;
  /** From `docker run` to its first 200, in milliseconds; the median over starts. */
  readonly readyMs: number;
  /** Over the bare server's. */
  readonly ratio: number;
}

export interface Containers {
  readonly images: readonly ImageSize[];
  readonly starts: readonly ContainerStart[];
  /** The reason why nothing was measured; absent if it was. */
  readonly skipped?: string;
}

/** From the start of a kit to a stage that is up. */
export interface ColdStart {
  readonly stage: string;
  readonly starts: number;
  /** The median over starts. */
  readonly seconds: number;
  readonly slowestSeconds: number;
}

/** One step of a migration under load. */
export interface StageSwitch {
  readonly from: string;
  readonly to: string;
  /** Until the whole deployment was in force. */
  readonly seconds: number;
  /** The wait for open orders at the gate before. */
  readonly gateSeconds: number;
  /** Published during the turn of the stage that it led to. */
  readonly orders: number;
  /** From the publishing of those orders to their last resource; null if there were none. */
  readonly latencyMs: Latency | null;
  readonly failedRequests: number;
}

export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

/** A migration there and back. */
export interface Migration {
  /** The wanted orders per second. */
  readonly rate: number;
  /** The whole command: cold start, steps, waits, the last orders, the proof. */
  readonly seconds: number;
  /** The part of it spent at gates. */
  readonly gateSeconds: number;
  readonly published: number;
  readonly failedRequests: number;
  readonly lost: number;
  readonly switches: readonly StageSwitch[];
  /** The reasons why it failed; empty if every order is accounted for. */
  readonly reasons: readonly string[];
}

/** A kit under load with its ledger; medians over its turns. Memory is resident, in MB (10⁶ bytes). */
export interface LedgerLoad {
  /** Orders in the ledger before the load. */
  readonly ordersBefore: number;
  /** From publishing to the last resource. */
  readonly latencyMs: Latency;
  /** Orders that were recorded, in all turns. */
  readonly orders: number;
  /** Processor time for one order, in microseconds; the endpoints are DynamoDB, too. */
  readonly hqCpuMicros: number;
  readonly endpointsCpuMicros: number;
  /** After the warm-up, and after the last turn. */
  readonly hqMb: { readonly before: number; readonly after: number };
  readonly endpointsMb: { readonly before: number; readonly after: number };
  /** The times of a report, and of one with an audit. */
  readonly reportMs: number;
  readonly auditS: number;
}

/** The same load on an empty ledger and on a full one. */
export interface Million {
  /** Orders per second. */
  readonly rate: number;
  readonly rounds: number;
  readonly durationMs: number;
  readonly fillSeconds: number;
  readonly empty: LedgerLoad;
  readonly full: LedgerLoad;
  /** Full over empty, the median over pairs of turns. */
  readonly ratios: Readonly<Record<'p50' | 'p99' | 'hqCpu' | 'endpointsCpu' | 'hqMemory', number>>;
}

/** Processor time of a whole kit for an order, compared with a bare `node:http` server's for a direct order; medians over the turns. */
export interface BesideBare {
  readonly stage: string;
  /** Orders per second. */
  readonly rate: number;
  /** Whether the rate is half of the highest one that a migration passed in this run; else it is fixed. */
  readonly isHalfOfHighest: boolean;
  readonly rounds: number;
  readonly durationMs: number;
  /** Processor time for one order, in microseconds; the endpoints are DynamoDB, too. */
  readonly cpuMicros: Readonly<Record<'hq' | 'endpoints' | 'bare', number>>;
  /** Over that of the bare server, the median over pairs of turns. */
  readonly ratios: Readonly<Record<'hq' | 'endpoints', number>>;
}

/** A goal of the project, and whether it was reached. */
export interface Goal {
  readonly name: string;
  /** Such as `≥ 0.80`. */
  readonly goal: string;
  readonly value: number;
  readonly reached: boolean;
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  /** The load average of the minute before: near 0 on an idle machine. */
  readonly loadBefore: number;
  /** Whether each server had a core of its own. */
  readonly pinned: boolean;
  /** Whether programs started from Node's compile cache. */
  readonly compileCache: boolean;
}

/** The measurements; those of parts that were not wanted are empty or absent. */
export interface Measured {
  readonly cells: readonly Cell[];
  readonly startUps: readonly StartUp[];
  readonly coldStart?: ColdStart;
  readonly migration?: Migration;
  readonly million?: Million;
  readonly overload?: Overload;
  readonly earlier?: Earlier;
  readonly besideBare?: BesideBare;
  readonly containers?: Containers;
}

export interface Results extends Measured {
  readonly date: string;
  readonly seconds: number;
  readonly plan: string;
  readonly rounds: number;
  readonly starts: number;
  readonly machine: Machine;
  readonly goals: readonly Goal[];
}
