/** Random scripts of calls to a ledger, for fast-check. */
import fc from 'fast-check';

export const NAMES: readonly string[] = ['ada', 'bob'];
export const RESOURCES = ['iridium', 'magnesite'];

/** The clocks begin here; a turn takes a millisecond. */
export const START = Date.parse('2026-11-20T06:14:00.000Z');
const SKEW_MS = 90_000;
/** Records are kept for longer than any schedule takes, or for so short that skewed clocks find them expired. */
const KEPT_MS = [10 * 365 * 86_400_000, 60_000];
/** An id that nobody published, expired where records are kept for short. */
const OLD_ORDER = `order-${new Date(START - 86_400_000).toISOString().replace(/[-:.Z]/g, '')}-old`;

/** Ids that count as unattributed. */
export const INVENTED = ['sns-1', OLD_ORDER];

type ValueOf<T> = T extends fc.Arbitrary<infer Value> ? Value : never;

/** One of so many, the others are null. */
const oneOf = <T>(count: number, what: fc.Arbitrary<T>) =>
  fc.oneof({ weight: count - 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: what });
const list = <T>(of: fc.Arbitrary<T>, minLength: number, maxLength: number) =>
  fc.array(of, { minLength, maxLength, size: 'max' });

const process = {
  /** It begins so many turns after what makes it begin. */
  waits: fc.nat({ max: 200 }),
  /** How far its clock is off. */
  skewMs: fc.integer({ min: -SKEW_MS, max: SKEW_MS }),
  repeats: fc.boolean(),
  fault: oneOf(4, fc.record({ after: fc.nat({ max: 25 }), dies: fc.boolean(), part: fc.nat({ max: 7 }) })),
  freeze: oneOf(2, fc.record({ after: fc.nat({ max: 12 }), turns: fc.nat({ max: 300 }) })),
};
export type Process = ValueOf<typeof anyProcess>;
const anyProcess = fc.record(process);

/** Most of what happens, happens to one of them. */
const name = fc.constantFrom(...NAMES, 'ada', 'ada');
const claiming = {
  ...process,
  name,
  resources: fc.constantFrom(RESOURCES, RESOURCES, ['iridium'], ['magnesite']),
  by: fc.constantFrom('monolith', 'iridium'),
};
export type Claiming = Omit<Script['strays'][number], 'orderId'>;

export type Script = ValueOf<typeof scripts>;
export const scripts = fc.record({
  /** The order in which processes go on. */
  seed: fc.noShrink(fc.integer()),
  /** Of the processes, in turn: the layout changes on the way. */
  layouts: fc.array(
    fc.record({
      groups: fc.integer({ min: 1, max: 2 }),
      lanes: fc.integer({ min: 1, max: 2 }),
      partBytes: fc.constantFrom(1, 150, 10_000),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  pageSize: fc.constantFrom(1, 2, 1_000),
  keptMs: fc.constantFrom(...KEPT_MS),
  /** Who is open from the beginning. */
  opened: fc.constantFrom(NAMES, ['ada'], ['ada'], ['bob']),
  /** Processes that make orders and publish them. */
  makers: list(fc.record({ ...process, count: fc.integer({ min: 1, max: 3 }) }), 1, 4),
  /** Claims for the order that is delivered as this one. */
  claims: list(fc.record({ ...claiming, delivery: fc.nat({ max: 7 }) }), 0, 14),
  /** Claims for orders that nobody published. */
  strays: list(
    fc.record({ ...claiming, orderId: fc.constantFrom('sns-1', 'sns-1', OLD_ORDER, 'direct-1') }),
    0,
    6,
  ),
  changes: list(
    fc.record({ ...process, name, to: fc.constantFrom('open', 'close', 'round', 'round', 'removed') }),
    0,
    4,
  ),
  acknowledgers: list(fc.record({ ...process, name }), 0, 2),
  republishers: list(anyProcess, 0, 1),
  resumers: list(anyProcess, 0, 2),
  /** Each runs again and again, after as many turns as it waits. */
  closers: list(anyProcess, 1, 4),
  readers: list(anyProcess, 0, 2),
});
