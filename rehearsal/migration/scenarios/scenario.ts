import type { HqClient } from '@interstella/hq/client';
import type { PlatformClient } from '@interstella/local/platform';
import type { ImageCatalogue } from '@interstella/local/platform/tasks';
import type { Fault } from '../../faults/fault.ts';
import type { PathStep } from '../fault-script.ts';
import type { ScenarioResult } from '../result.ts';
import type { WitnessCounts } from '../witness.ts';

/** What a scenario breaks things with, and looks at what comes of it. */
export interface FaultTools {
  /** Breaks something; it heals by itself. */
  readonly inject: (fault: Fault) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly hq: HqClient;
  readonly participant: string;
  readonly platform: PlatformClient;
  readonly catalogue: ImageCatalogue;
  /** What somebody who hears every order that is published has seen until now. */
  readonly witness: () => WitnessCounts;
  /** How many requests have failed at the load balancer until now. */
  readonly failedRequests: () => Promise<number>;
}

/** A failure that is rehearsed in the course of a migration, at steps of its own choice. */
export interface Scenario {
  /** Before the gate is asked. */
  asked?(step: PathStep): Promise<void>;
  held?(step: PathStep, text: string): void;
  begun?(step: PathStep): Promise<void>;
  /** @returns how long to leave the stage to work, in milliseconds, if it matters here */
  stable?(step: PathStep): Promise<number | undefined>;
  result(): Promise<ScenarioResult>;
}

/** How many steps the way has, so that a scenario can choose its own. */
export type MakeScenario = (tools: FaultTools, steps: number) => Scenario;
