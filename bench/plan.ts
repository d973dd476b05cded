/** How much is measured, and for how long. Times in milliseconds. */
export interface Plan {
  readonly name: 'full' | 'quick';
  /** How many requests are under way at once, cell by cell. */
  readonly connections: readonly number[];
  /** Pairs of runs a cell, service and baseline in turn. */
  readonly rounds: number;
  /** How long each server runs under load before anything is measured. */
  readonly warmUpMs: number;
  /** How long each run is under load before it is recorded, and is then recorded. */
  readonly leadInMs: number;
  readonly durationMs: number;
  /** How many different signed deliveries there are. */
  readonly deliveries: number;
  /** How often each program is started. */
  readonly starts: number;
  /** How long a program is left alone before its memory is read. */
  readonly settleMs: number;
}

export const PLANS = {
  full: {
    name: 'full',
    connections: [1, 32, 128],
    rounds: 5,
    warmUpMs: 3_000,
    leadInMs: 300,
    durationMs: 1_700,
    deliveries: 4_096,
    starts: 11,
    settleMs: 1_000,
  },
  quick: {
    name: 'quick',
    connections: [1, 32, 128],
    rounds: 1,
    warmUpMs: 150,
    leadInMs: 30,
    durationMs: 150,
    deliveries: 64,
    starts: 1,
    settleMs: 100,
  },
} as const satisfies Record<string, Plan>;
