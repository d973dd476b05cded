import type { Stage } from '@interstella/infra/stages';
import type { ScenarioResult } from './result.ts';

/** A step from one stage to its neighbour. */
export interface PathStep {
  readonly index: number;
  readonly from: Stage;
  readonly to: Stage;
}

/** What is done to a migration on purpose, at each turn of its way. */
export interface FaultScript {
  /** Before the gate is asked. */
  readonly asked: (step: PathStep) => Promise<void>;
  /** Told while the gate holds. */
  readonly held: (step: PathStep, text: string) => void;
  /** When the platform begins. */
  readonly begun: (step: PathStep) => Promise<void>;
  /** When the stage is stable. @returns how long to leave it to work, if not as long as usual, in milliseconds */
  readonly stable: (step: PathStep) => Promise<number | undefined>;
  /** When the last order has come home. */
  readonly results: () => Promise<readonly ScenarioResult[]>;
}
