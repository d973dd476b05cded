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
  /** How often a kit is started. */
  readonly coldStarts: number;
  readonly migration: {
    /** Orders per second. */
    readonly rate: number;
    /** What else the command is told. */
    readonly options: readonly string[];
  };
  readonly million: {
    /** How many orders the full ledger has. */
    readonly orders: number;
    /** Orders per second, of those and of the load. */
    readonly rate: number;
    /** Turns of each ledger under load. */
    readonly rounds: number;
    /** How long each turn is under load before it is recorded, and is then recorded. */
    readonly leadInMs: number;
    readonly durationMs: number;
    /** How long HQ may take to seal what the load has left, before it is asked for reports. */
    readonly sealLimitMs: number;
    /** How often each ledger is asked for its report. */
    readonly reports: number;
  };
  readonly cost: {
    /** Orders per second, that every machine does in both trees. */
    readonly rate: number;
    /** Turns of each tree under load. */
    readonly rounds: number;
    readonly warmUpMs: number;
    /** Each turn. The earlier tree does some of its work at the end of each minute. */
    readonly durationMs: number;
  };
  readonly rate: {
    /** Orders per second, ascending, each about √2 times the last; the highest is the most that the command takes. */
    readonly grid: readonly number[];
    /** Tries for a rate, odd: the majority decides. */
    readonly runs: number;
    /** A migration that takes longer is stopped and does not pass. */
    readonly limitMs: number;
    /** The last stage that both trees have. */
    readonly until: string;
    /** What else the command is told. */
    readonly options: readonly string[];
  };
  readonly overload: {
    readonly warmUpMs: number;
    /** How long it is measured what the kit completes, each way. */
    readonly baselineMs: number;
    /** How many deliveries are under way at once where the sender waits: the best number of these counts. */
    readonly connections: readonly number[];
    /** How often the highest rate is offered. */
    readonly factor: number;
    /** How long each load is, or goes on after HQ was frozen. */
    readonly durationMs: number;
    /** How long before HQ is frozen, and how long it is. */
    readonly leadInMs: number;
    readonly frozenMs: number;
  };
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
    coldStarts: 5,
    migration: { rate: 200, options: [] },
    million: {
      orders: 1_000_000,
      rate: 200,
      rounds: 4,
      leadInMs: 3_000,
      durationMs: 15_000,
      sealLimitMs: 120_000,
      reports: 11,
    },
    cost: { rate: 100, rounds: 3, warmUpMs: 20_000, durationMs: 60_000 },
    rate: {
      grid: [25, 35, 50, 70, 100, 140, 200, 280, 400, 560, 800, 1_000],
      runs: 3,
      limitMs: 150_000,
      until: 'nomagnesite',
      options: [],
    },
    overload: {
      warmUpMs: 20_000,
      baselineMs: 15_000,
      connections: [32, 128],
      factor: 10,
      durationMs: 30_000,
      leadInMs: 5_000,
      frozenMs: 20_000,
    },
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
    coldStarts: 1,
    migration: { rate: 10, options: ['--until', 'iridium', '--hold', '0.1'] },
    million: {
      orders: 1_000,
      rate: 20,
      rounds: 1,
      leadInMs: 100,
      durationMs: 500,
      sealLimitMs: 0,
      reports: 1,
    },
    cost: { rate: 20, rounds: 1, warmUpMs: 100, durationMs: 1_000 },
    rate: { grid: [5, 10], runs: 1, limitMs: 90_000, until: 'iridium', options: ['--hold', '0.5'] },
    overload: {
      warmUpMs: 1_000,
      baselineMs: 1_000,
      connections: [4],
      factor: 3,
      durationMs: 1_000,
      leadInMs: 200,
      frozenMs: 500,
    },
  },
} as const satisfies Record<string, Plan>;
