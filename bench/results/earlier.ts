import type { Sides } from '../trees/tree.ts';

/** For one order and participant. Processor time in microseconds, all of a program's threads together. */
export interface OrderCost {
  readonly hqMicros: number;
  /** The endpoints are DynamoDB, too. */
  readonly endpointsMicros: number;
  /** Requests to DynamoDB that write, failed ones too. */
  readonly writingCalls: number;
  readonly itemsWritten: number;
}

/** Processor time and writes of an order in both trees at the same rate; medians over the turns. */
export interface Cost extends Sides<OrderCost> {
  readonly stage: string;
  /** Orders per second. */
  readonly rate: number;
  readonly rounds: number;
  readonly durationMs: number;
  /** Present over earlier, the median over pairs of turns. */
  readonly ratios: OrderCost;
}

/** A migration at one rate. */
export interface RateTry {
  /** Orders per second. */
  readonly rate: number;
  /** The reasons why it fails; empty if it passes. */
  readonly reasons: readonly string[];
}

export interface RateFound {
  /** The highest rate that passed; 0 if none did. */
  readonly highest: number;
  /** Whether it is the highest rate of the grid, so that the limit is above it. */
  readonly isTop: boolean;
  readonly tries: readonly RateTry[];
}

/** The highest rate at which a migration there and back passes, for both trees. */
export interface HighestRate extends Sides<RateFound> {
  /** Whether another process kept a core busy. */
  readonly besideBusyCore: boolean;
  /** The last stage of the way there. */
  readonly until: string;
  /** Tries at each rate; the majority decides. */
  readonly runs: number;
  readonly limitMs: number;
  /** Present over earlier; absent if the earlier tree passed at no rate. */
  readonly ratio?: number;
}

/** The present tree compared with an earlier commit. */
export interface Earlier {
  readonly commit: string;
  /** The reason why nothing was measured; absent if it was. */
  readonly skipped?: string;
  readonly cost?: Cost;
  readonly rates: readonly HighestRate[];
}
