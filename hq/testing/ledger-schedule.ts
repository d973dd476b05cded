/** Runs what a ledger goes through in an order that fast-check chooses, and holds the result against a naive model. */
import type { Scheduler } from 'fast-check';
import { audit } from '../ledger/audit.ts';
import { Buckets } from '../ledger/buckets.ts';
import { ClaimWriter } from '../ledger/claim-writer.ts';
import { Closer } from '../ledger/closer.ts';
import { isOwed } from '../ledger/fold.ts';
import { LaneWriter } from '../ledger/lanes.ts';
import { StoredLedger } from '../ledger/ledger-reader.ts';
import { OrderBook } from '../ledger/order-book.ts';
import { Periods } from '../ledger/periods.ts';
import type { Claim, Layout } from '../ledger/records.ts';
import { withPages } from '../ledger/open-orders.ts';
import { readStandings } from '../ledger/standings.ts';
import type { LedgerStore } from '../ledger/store.ts';
import { faulty } from './faulty-store.ts';
import { InMemoryStore } from './in-memory-store.ts';
import { modelOf, RESOURCES } from './ledger-model.ts';
import type { Claiming, Process, Script } from './ledger-script.ts';

const NAMES = ['ada', 'bob'];
/** Longer than any schedule: nothing expires, and nothing may seem so. */
const KEPT_MS = 10 * 365 * 86_400_000;
const START = Date.parse('2026-11-20T06:14:00.000Z');

/** Something that was asked of the ledger: when, and when it was answered, in steps. */
interface Span {
  readonly begun: number;
  ended: number;
}

/** @returns what is wrong, in sentences */
export async function runSchedule(scheduler: Scheduler, script: Script): Promise<readonly string[]> {
  const run = new Run(scheduler, script);
  await run.play();
  return run.problems();
}

class Run {
  readonly #scheduler: Scheduler;
  readonly #script: Script;
  readonly #store: InMemoryStore;
  readonly #orders: (Span & { readonly orderId: string })[] = [];
  readonly #claims: (Span & { readonly claim: Claim })[] = [];
  readonly #changes: (Span & { readonly name: string; readonly to: 'open' | 'close' })[] = [];
  readonly #problems: string[] = [];
  #scheduled = false;
  #step = 0;
  #processes = 0;

  constructor(scheduler: Scheduler, script: Script) {
    this.#scheduler = scheduler;
    this.#script = script;
    this.#store = new InMemoryStore(async (operation) => {
      this.#step += 1;
      if (this.#scheduled) await scheduler.schedule(Promise.resolve(), operation);
    });
  }

  async play(): Promise<void> {
    const { opened, orders, strays, changes, closers, readers } = this.#script;
    for (const name of opened) await this.#change(this.#process(), { name, to: 'open' });
    this.#scheduled = true;
    await this.#scheduler.waitFor(
      Promise.all([
        ...orders.map((one) => this.#later(one, () => this.#order(one))),
        ...strays.map((one) => this.#later(one, () => this.#claim(one, one.id))),
        ...changes.map((one) => this.#later(one, () => this.#change(this.#process(one), one))),
        ...closers.map((one) => this.#later(one, () => this.#close(one))),
        ...readers.map((one) => this.#later(one, () => this.#read(this.#process(one)))),
      ]),
    );
    this.#scheduled = false;
    await this.#read(this.#process());
    while ((await this.#process().closer.run()) > 0);
    await this.#read(this.#process());
  }

  async problems(): Promise<readonly string[]> {
    const { book, reader } = this.#process();
    await book.resume(() => false);
    while ((await this.#process().closer.run()) > 0);
    const { differences, expired = [] } = await audit(reader);
    for (const { participant, problem } of [...differences, ...expired]) {
      this.#problems.push(`${participant}: ${problem}`);
    }
    await this.#compareWithModel(reader);
    return this.#problems;
  }

  async #later({ waits }: Process, work: () => Promise<void>): Promise<void> {
    for (let turn = 0; turn < waits; turn += 1) await this.#scheduler.schedule(Promise.resolve(), 'wait');
    await work();
  }

  async #close(process: Process): Promise<void> {
    const { closer } = this.#process(process);
    for (let run = 0; run < 2; run += 1) await closer.run().catch(ignore);
  }

  async #order({ count, claims, ...process }: Script['orders'][number]): Promise<void> {
    const begun = this.#step;
    const records = await this.#process(process).book.decide(count, RESOURCES).catch(ignore);
    const orders = (records ?? []).map(({ orderId }) => ({ orderId, begun, ended: this.#step }));
    this.#orders.push(...orders);
    await Promise.all(
      claims.map(async (one) => {
        const order = orders[one.order % orders.length];
        if (order) await this.#claim(one, order.orderId);
      }),
    );
  }

  async #claim({ name, resources, ...process }: Claiming, orderId: string): Promise<void> {
    const { claims, now } = this.#process(process);
    const attemptId = `attempt${this.#claims.length}`;
    const claim = { participant: name, orderId, resources, by: 'monolith', at: now(), attemptId };
    await this.#span(this.#claims, { claim }, () => claims.claim(claim));
  }

  async #change({ periods }: Running, change: { name: string; to: 'open' | 'close' }) {
    const { name, to } = change;
    await this.#span(this.#changes, { name, to }, () => periods[to](name));
  }

  async #span<T extends object>(spans: (T & Span)[], what: T, work: () => Promise<unknown>): Promise<void> {
    const span = { ...what, begun: this.#step, ended: Infinity };
    spans.push(span);
    await work().then(() => {
      span.ended = this.#step;
    }, ignore);
  }

  /** A reading has what was answered before it began, and nothing that was not asked before it ended. */
  async #read({ standings }: Running): Promise<void> {
    const begun = this.#step;
    const answered = [...this.#orders];
    const found = await withPages(async () => {
      const { byName } = await standings();
      return Promise.all(NAMES.map(async (name) => byName.get(name)?.open.oldest(1_000)));
    }).catch(ignore);
    if (!found) return;
    for (const [index, name] of NAMES.entries()) {
      const open = new Map(found[index]?.map(({ orderId, missing }) => [orderId, missing]));
      for (const order of answered) {
        const wasOwed = this.#mustBeOwed(name, order, begun);
        for (const resource of RESOURCES) {
          const lacks = open.get(order.orderId)?.includes(resource) ?? false;
          const claims = this.#claimsOf(name, order.orderId, resource);
          if (wasOwed === true && order.ended <= begun && claims.length === 0 && !lacks) {
            this.#problems.push(`A reading missed that ${name} lacks ${resource} of ${order.orderId}.`);
          }
          if (lacks && (wasOwed === false || claims.some(({ ended }) => ended <= begun))) {
            this.#problems.push(`A reading had ${name} lack ${resource} of ${order.orderId}.`);
          }
        }
      }
    }
  }

  async #compareWithModel(reader: StoredLedger): Promise<void> {
    const [states, window] = [await this.#store.readStates(NAMES), await reader.window(1)];
    const written = window.buckets.flatMap(({ claims }) => claims);
    for (const { claim, ended } of this.#claims) {
      const times = written.filter(({ attemptId }) => attemptId === claim.attemptId).length;
      if (times > 1 || (times === 0 && ended < Infinity)) {
        this.#problems.push(`The claim ${claim.attemptId} was answered and is ${times} times in the ledger.`);
      }
    }
    const placed = new Map(
      window.buckets.flatMap(({ bucket, orders }) => orders.map(({ orderId }) => [orderId, bucket] as const)),
    );
    for (const { orderId } of this.#orders) {
      if (!placed.has(orderId)) this.#problems.push(`The order ${orderId} is in no lane.`);
    }
    for (const name of NAMES) {
      const state = states.get(name)?.state;
      const owed = [...placed].filter(([, bucket]) => state && isOwed(state, bucket)).map(([id]) => id);
      for (const order of this.#orders) {
        const must = this.#mustBeOwed(name, order, Infinity);
        if (must !== undefined && must !== owed.includes(order.orderId)) {
          this.#problems.push(`${order.orderId} is ${must ? 'not ' : ''}owed to ${name}.`);
        }
      }
      const own = written.filter(({ participant }) => participant === name);
      const expected = modelOf(own, owed, new Set(placed.keys()));
      const { direct, unattributed, notOwed, published, complete, byResource } = state?.totals ?? {};
      const duplicates = Object.values(byResource ?? {}).reduce(
        (sum, { duplicatesAbsorbed: n }) => sum + n,
        0,
      );
      const counted = { published, complete, direct, unattributed, notOwed, duplicates };
      if (state && JSON.stringify(counted) !== JSON.stringify(expected)) {
        this.#problems.push(
          `${name} has ${JSON.stringify(counted)} and must have ${JSON.stringify(expected)}.`,
        );
      }
    }
  }

  /** Whether every change was answered before the order was asked for, or asked for after it was there; if so, what it says. */
  #mustBeOwed(name: string, order: Span, now: number): boolean | undefined {
    const own = this.#changes.filter((change) => change.name === name && change.begun <= now);
    const before = own.filter(({ ended }) => ended <= order.begun);
    const after = own.filter(({ begun }) => begun >= order.ended);
    if (before.length + after.length < own.length) return undefined;
    // Changes that were under way at once may have come in any order.
    const last = Math.max(0, ...before.map(({ begun }) => begun));
    const latest = before.filter(({ ended }) => ended >= last);
    if (new Set(latest.map(({ to }) => to)).size > 1) return undefined;
    return latest[0]?.to === 'open';
  }

  #claimsOf(name: string, orderId: string, resource: string) {
    return this.#claims.filter(
      ({ claim }) =>
        claim.participant === name && claim.orderId === orderId && claim.resources.includes(resource),
    );
  }

  #process(process: Process = { diesAt: null, repeats: false, skewMs: 0, waits: 0 }): Running {
    const { layouts, pageSize } = this.#script;
    const layout = layouts[this.#processes % layouts.length] ?? { groups: 1, lanes: 1, partBytes: 1_000 };
    this.#processes += 1;
    const store = faulty(this.#store, process.diesAt ?? Infinity, process.repeats);
    return makeProcess(store, layout, pageSize, () => START + process.skewMs + this.#step);
  }
}

type Running = ReturnType<typeof makeProcess>;

function makeProcess(store: LedgerStore, layout: Omit<Layout, 'from'>, pageSize: number, now: () => number) {
  const buckets = new Buckets(store, layout, now);
  const lanes = new LaneWriter(store);
  const parts = { store, buckets, now, resources: RESOURCES, keptMs: KEPT_MS, pageSize };
  return {
    now,
    book: new OrderBook(store, buckets, lanes, now),
    claims: new ClaimWriter(buckets, lanes, 0),
    periods: new Periods(store, buckets, now),
    closer: new Closer({ ...parts, bucketMs: 0, listNames: () => Promise.resolve(NAMES) }),
    reader: new StoredLedger(parts, () => Promise.resolve(NAMES)),
    standings: () => readStandings(parts, NAMES),
  };
}

function ignore(): undefined {
  return undefined;
}
