/** The amounts and durations of the measurements. Times in milliseconds. */
export interface Plan {
  readonly name: 'full' | 'quick';
  /** The numbers of requests at once; each is a cell of the table. */
  readonly connections: readonly number[];
  /** Pairs of runs for each cell, service and baseline in turn. */
  readonly rounds: number;
  /** The load on each server before its first measurement. */
  readonly warmUpMs: number;
  /** Each run: the load before recording, and the recorded load. */
  readonly leadInMs: number;
  readonly durationMs: number;
  /** The number of different signed deliveries. */
  readonly deliveries: number;
  /** The number of starts of each program. */
  readonly starts: number;
  /** The idle time before a program's memory is read. */
  readonly settleMs: number;
  /** The number of starts of a kit. */
  readonly coldStarts: number;
  readonly migration: {
    /** Orders per second. */
    readonly rate: number;
    /** Further options of the command. */
    readonly options: readonly string[];
  };
  readonly million: {
    /** The number of orders in the full ledger. */
    readonly orders: number;
    /** Orders per second, in that ledger and in the load. */
    readonly rate: number;
    /** Turns of each ledger under load. */
    readonly rounds: number;
    /** Each turn: the load before recording, and the recorded load. */
    readonly leadInMs: number;
    readonly durationMs: number;
    /** The time limit for HQ to seal the orders of the load, before the reports. */
    readonly sealLimitMs: number;
    /** The number of reports on each ledger. */
    readonly reports: number;
  };
  readonly cost: {
    /** Orders per second; every machine reaches this rate in both trees. */
    readonly rate: number;
    /** Turns of each tree under load. */
    readonly rounds: number;
    readonly warmUpMs: number;
    /** Each turn. The earlier tree does some of its work at the end of each minute. */
    readonly durationMs: number;
  };
  readonly rate: {
    /** Orders per second, ascending, each about √2 times the previous one, up to the limit of the command. */
    readonly grid: readonly number[];
    /** Runs at each rate, odd: the majority decides. */
    readonly runs: number;
    /** A migration that takes longer is stopped and fails. */
    readonly limitMs: number;
    /** The last stage that both trees have. */
    readonly until: string;
    /** Further options of the command. */
    readonly options: readonly string[];
  };
  readonly overload: {
    readonly warmUpMs: number;
    /** The measurement of the sustained rate, by deliveries and by the generator. */
    readonly baselineMs: number;
    /** The numbers of deliveries at once in the closed loop; the best result counts. */
    readonly connections: readonly number[];
    /** The offered rate over the highest sustained rate. */
    readonly factor: number;
    /** Each load; in the third, the load after HQ was frozen. */
    readonly durationMs: number;
    /** The load before HQ is frozen, and the time that it stays frozen. */
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
