/** Runs concurrent calls of a ledger in an order that fast-check chooses, and compares the result with a simple model. */
import { ORDERS_TOPIC } from '../generator/order.ts';
import type { Topics } from '../generator/topics.ts';
import { audit } from '../ledger/audit.ts';
import { retryOnMovedPages } from '../ledger/open-orders.ts';
import { firstLineOf } from '../log.ts';
import { faulty } from './faulty-store.ts';
import { InMemoryStore } from './in-memory-store.ts';
import { problemsIn, problemsInRows } from './ledger-checks.ts';
import { type Change, History } from './ledger-history.ts';
import { type LedgerProcess, makeProcess } from './ledger-process.ts';
import { type Claiming, NAMES, type Process, type Script, START } from './ledger-script.ts';
import { problemsInReading } from './ledger-readings.ts';
import { allWait, type Turns } from './turns.ts';

const SOUND: Process = { waits: 0, skewMs: 0, repeats: false, fault: null, freeze: null };
/** How often each closer runs. */
const CLOSINGS = 3;

/** @returns the problems found, in sentences */
export async function runSchedule(script: Script, turns: Turns): Promise<readonly string[]> {
  const run = new Run(script, turns);
  await run.play();
  await run.finish();
  return run.problems;
}

interface Running extends LedgerProcess {
  state: 'sound' | 'failed' | 'dead';
}

class Run {
  readonly problems: string[] = [];
  readonly #script: Script;
  readonly #turns: Turns;
  readonly #store: InMemoryStore;
  readonly #history = new History(() => this.#turns.count);
  readonly #delivered: string[] = [];
  readonly #processes: Running[] = [];
  readonly #topics: Topics = {
    publish: async (topic, orderIds) => {
      await this.#turns.next();
      if (topic === ORDERS_TOPIC) for (const orderId of orderIds) this.#deliver(orderId);
      return [];
    },
  };
  readonly #tasks: Promise<void>[] = [];

  constructor(script: Script, turns: Turns) {
    this.#script = script;
    this.#turns = turns;
    this.#store = new InMemoryStore(() => this.#turns.next());
  }

  async play(): Promise<void> {
    const { opened, makers, strays, changes, acknowledgers, ...others } = this.#script;
    const { republishers, resumers, closers, readers } = others;
    for (const name of opened) await this.#change(this.#process(), { name, to: 'open' });
    await this.#turns.take(() => {
      for (const one of makers) this.#begin(one, (process) => this.#make(process, one.count));
      for (const one of strays) this.#begin(one, (process) => this.#claim(process, one, one.orderId));
      for (const one of changes) this.#begin(one, (process) => this.#change(process, one));
      for (const one of acknowledgers) this.#begin(one, (process) => this.#acknowledge(process, one));
      for (const one of republishers) this.#begin(one, ({ republisher }) => republisher.republish(NAMES));
      for (const one of resumers) this.#begin(one, ({ publisher }) => publisher.resume());
      for (const one of closers) this.#begin(one, (process) => this.#close(process, one.waits));
      for (const one of readers) this.#begin(one, (process) => this.#look(process));
      return this.#allDone();
    });
    await this.#allDone();
  }

  /** Publishes and counts what is left, and checks the result. */
  async finish(): Promise<void> {
    const isSound = this.#processes.every(({ state }) => state === 'sound');
    if (isSound) this.problems.push(...(await problemsInRows(this.#store)));
    const last = this.#process();
    await this.#look(last);
    await last.publisher.resume();
    while (last.publisher.backlog > 0) await allWait();
    while ((await this.#process().closer.run()) > 0);
    await this.#look(last);
    const { keptMs } = this.#script;
    const ended = { history: this.#history, store: this.#store, process: last, delivered: this.#delivered };
    this.problems.push(...(await problemsIn({ ...ended, keptMs })));
  }

  /** Also waits for what begins meanwhile. */
  async #allDone(): Promise<void> {
    while (this.#tasks.length > 0) await Promise.all(this.#tasks.splice(0));
  }

  #begin(given: Process, work: (process: Running) => Promise<unknown>): void {
    const task = async () => {
      await this.#turns.sleep(given.waits);
      const process = this.#process(given);
      await this.#attempt(process, () => work(process));
    };
    this.#tasks.push(task());
  }

  async #attempt(process: Running, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (process.state === 'sound') this.problems.push(`A sound process failed: ${firstLineOf(error)}`);
    }
  }

  async #make({ publisher }: Running, count: number): Promise<void> {
    const orderIds: string[] = [];
    await this.#history.note(this.#history.makings, { orderIds }, async () => {
      orderIds.push(...(await publisher.make(count)));
    });
  }

  #deliver(orderId: string): void {
    const number = this.#delivered.push(orderId) - 1;
    for (const one of this.#script.claims.filter(({ delivery }) => delivery === number)) {
      this.#begin(one, (process) => this.#claim(process, one, orderId));
    }
  }

  #claim({ claims, now }: Running, { name, resources, by }: Claiming, orderId: string): Promise<void> {
    const attemptId = `attempt${this.#history.claims.length}`;
    const claim = { participant: name, orderId, resources, by, at: now(), attemptId };
    return this.#history.note(this.#history.claims, { claim }, () => claims.claim(claim));
  }

  /** A process that lives on after a failure tries again. */
  #change(process: Running, { name, to }: Pick<Change, 'name' | 'to'>): Promise<void> {
    const { periods } = process;
    const change: Record<Change['to'], () => Promise<unknown>> = {
      open: () => periods.open(name),
      close: () => periods.close(name),
      round: () => periods.beginRound(name),
      removed: () => periods.remove(name),
    };
    return this.#history.note(this.#history.changes, { name, to }, () =>
      change[to]().catch((error: unknown) => {
        if (process.state !== 'failed') throw error;
        return change[to]();
      }),
    );
  }

  #acknowledge({ periods, now }: Running, { name, repeats }: Script['acknowledgers'][number]): Promise<void> {
    const { acknowledgements } = this.#history;
    const reason = `reason ${acknowledgements.length}`;
    return this.#history.note(acknowledgements, { name, reason, repeats }, () =>
      periods.acknowledge(name, { reason, at: now(), lost: [], except: [], unattributed: 0, direct: 0 }),
    );
  }

  async #close(process: Running, pause: number): Promise<void> {
    for (let run = 0; run < CLOSINGS; run += 1) {
      if (run > 0) await this.#turns.sleep(pause);
      await this.#attempt(process, () => process.closer.run());
    }
  }

  async #look({ standings, reader }: Running): Promise<void> {
    const begun = this.#turns.count;
    const found = await retryOnMovedPages(async () => {
      const { byName } = await standings(NAMES);
      return Promise.all(
        [...byName].map(async ([name, { open, counted }]) => ({
          ...{ name, unattributed: counted.totals.unattributed },
          ...{ open: await open.oldest(1_000), openCount: open.count },
        })),
      );
    });
    const seen = { begun, ended: this.#turns.count, answered: true };
    this.problems.push(...found.flatMap((one) => problemsInReading(this.#history, seen, one)));
    const { differences } = await audit(reader);
    this.problems.push(...differences.map(({ participant, problem }) => `${participant}: ${problem}`));
  }

  #process(given: Process = SOUND): Running {
    const { layouts, pageSize, keptMs } = this.#script;
    const layout = layouts[this.#processes.length % layouts.length] ?? {
      groups: 1,
      lanes: 1,
      partBytes: 1_000,
    };
    const onFault = () => {
      process.state = given.fault?.dies ? 'dead' : 'failed';
      // A dead publisher would try again for ever.
      if (process.state === 'dead') void process.publisher.stop();
    };
    const store = faulty(this.#store, given, (turns) => this.#turns.sleep(turns), onFault);
    const now = () => START + given.skewMs + this.#turns.count;
    const process: Running = {
      ...makeProcess(store, this.#topics, layout, { pageSize, keptMs }, now),
      state: 'sound',
    };
    this.#processes.push(process);
    return process;
  }
}
