/** Test support for HQ: a local DynamoDB, and an HQ whose process can die at any write. */
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { waitFor } from '@interstella/libs/testing';
import { Dynamo } from '../aws/dynamo.ts';
import { ensureTables, tableNames } from '../aws/tables.ts';
import { type Hq, type LedgerSettings, makeHq } from '../hq.ts';
import { audit } from '../ledger/audit.ts';
import type { Log } from '../log.ts';
import type { Topics } from '../generator/topics.ts';
import type { PeekedDeadLetters } from '../report/dead-letters.ts';

const dynalite = createRequire(import.meta.url)('dynalite') as (options: { createTableMs: number }) => Server;

export const ADMIN_KEY = 'an-admin-key-for-tests';
export const RESOURCES = ['iridium', 'magnesite'];
export const RETRY_WINDOW_MS = 45 * 60_000;

/** A bucket is closed when the test runs the closing job at least a minute later. */
export const LEDGER: LedgerSettings = {
  ...{ bucketMs: 60_000, gatherMs: 0, keptMs: undefined, groups: 1, lanes: 1, partBytes: 8_192 },
};

/** A DynamoDB in this process, on a port of its own. */
export async function startDynamo(): Promise<{ endpoint: string; stop: () => Promise<void> }> {
  process.env.AWS_ACCESS_KEY_ID ??= 'local';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'local';
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** A clock that tests move. */
export class TestClock {
  time: number;

  constructor(iso = '2026-11-20T06:14:30.000Z') {
    this.time = Date.parse(iso);
  }

  readonly now = (): number => this.time;

  pass(ms: number): void {
    this.time += ms;
  }
}

/** Topics that remember what was published, as `<topic> <order id>`, and refuse on demand. */
export class TestTopics implements Topics {
  readonly published: string[] = [];
  refuse: ((topic: string) => boolean) | undefined;

  publish(topic: string, orderIds: readonly string[]): Promise<readonly string[]> {
    if (this.refuse?.(topic)) return Promise.reject(new Error('SNS is down.'));
    this.published.push(...orderIds.map((orderId) => `${topic} ${orderId}`));
    return Promise.resolve([]);
  }

  /** The distinct orders published on the topic. */
  ordersOn(topic: string): string[] {
    return [...new Set(this.published.filter((line) => line.startsWith(`${topic} `)))].map(
      (line) => line.split(' ')[1] ?? '',
    );
  }
}

const WRITES = new Set(['UpdateItem', 'PutItem', 'DeleteItem', 'BatchWriteItem']);

/** Counts the calls to DynamoDB, and makes the process die at a chosen write. */
export class Wire {
  writes = 0;
  reads = 0;
  /** The operations of the reads and writes, in order. */
  readonly calls: string[] = [];
  itemsRead = 0;
  dead = false;
  /** Die at the n-th write from now: before it is applied, or after it was applied and before its answer. */
  dieAt: { write: number; applied: boolean } | undefined;
  /** Apply this many writes and lose their answers, as a broken connection does; they are repeated. */
  loseAnswers = 0;

  attach(dynamo: Dynamo): void {
    const call = dynamo.call.bind(dynamo);
    dynamo.call = async (operation, request) => {
      this.#assertAlive();
      this.calls.push(operation);
      if (!WRITES.has(operation)) {
        const output = await call(operation, request);
        this.reads += 1;
        this.itemsRead += itemsIn(output);
        return output;
      }
      this.writes += 1;
      const fatal = this.dieAt?.write === this.writes ? this.dieAt : undefined;
      if (fatal && !fatal.applied) this.#die();
      try {
        return await call(operation, request);
      } finally {
        // Also at a write whose condition does not hold.
        if (fatal) this.#die();
        this.#assertAlive();
      }
    };
    const attempt = dynamo.attempt.bind(dynamo);
    dynamo.attempt = async (operation, body) => {
      const answer = await attempt(operation, body);
      if (this.loseAnswers > 0 && WRITES.has(operation)) {
        this.loseAnswers -= 1;
        throw new Error('socket hang up');
      }
      return answer;
    };
  }

  #assertAlive(): void {
    if (this.dead) throw new Error('The process is dead.');
  }

  #die(): never {
    this.dead = true;
    throw new Error('The process died.');
  }
}

function itemsIn(output: object): number {
  const { Items, Responses } = output as { Items?: unknown[]; Responses?: Record<string, unknown[]> };
  if (Responses) return Object.values(Responses).reduce((sum, items) => sum + items.length, 0);
  return Items?.length ?? 1;
}

export interface TestHq extends Hq {
  /** The prefix of its tables. */
  readonly tables: string;
  readonly wire: Wire;
  readonly topics: TestTopics;
  readonly logged: string[];
  readonly dynamo: Dynamo;
  /** Takes the process down as SIGKILL would: nothing it still does has an effect. */
  kill(): Promise<void>;
}

let prefixes = 0;

/** A table prefix that no other test has, with its tables. */
export async function freshTables(endpoint: string): Promise<string> {
  prefixes += 1;
  const prefix = `test${prefixes}-`;
  const dynamo = new Dynamo(endpoint);
  await ensureTables(dynamo.sdk, tableNames(prefix));
  dynamo.destroy();
  return prefix;
}

/** An HQ process over the tables; a second one over the same tables is the first one restarted. */
export function startHq(
  endpoint: string,
  tablePrefix: string,
  clock: TestClock,
  options: {
    deadLetters?: Partial<PeekedDeadLetters>;
    topics?: TestTopics;
    ledger?: Partial<LedgerSettings>;
  } = {},
): TestHq {
  const logged: string[] = [];
  const say = (message: string) => void logged.push(message);
  const log: Log = { log: say, warn: say, error: say };
  const dynamo = new Dynamo(endpoint);
  const wire = new Wire();
  wire.attach(dynamo);
  const topics = options.topics ?? new TestTopics();
  const hq = makeHq({
    dynamo,
    tablePrefix,
    topics: {
      publish: (topic, orderIds) =>
        wire.dead ? Promise.reject(new Error('The process is dead.')) : topics.publish(topic, orderIds),
    },
    deadLetters: {
      peek: () =>
        Promise.resolve({ orderIds: new Set(), complete: true, warnings: [], ...options.deadLetters }),
    },
    ledger: { ...LEDGER, ...options.ledger },
    resources: RESOURCES,
    retryWindowMs: RETRY_WINDOW_MS,
    now: clock.now,
    log,
  });
  const kill = async () => {
    wire.dead = true;
    hq.generator.stop();
    await hq.publisher.stop();
    dynamo.destroy();
  };
  return Object.assign(hq, { tables: tablePrefix, wire, topics, logged, dynamo, kill });
}

let attempts = 0;

/** Sends a claim for an order, as a service does. */
export async function claim(
  hq: Hq,
  participant: string,
  orderId: string,
  resources: readonly string[] = RESOURCES,
  by = 'monolith',
): Promise<void> {
  attempts += 1;
  const attemptId = `attempt${attempts}`;
  await hq.claims.claim({ participant, orderId, resources, by, at: hq.now(), attemptId });
}

/** Opens the participants, publishes orders, and waits until they are out of the outbox. */
export async function publishOrders(
  hq: Hq,
  count: number,
  participants: readonly string[],
): Promise<string[]> {
  for (const name of participants) await hq.participants.open(name);
  const orderIds = await hq.publisher.make(count);
  await waitFor('an empty outbox', () => hq.publisher.backlog === 0);
  return [...orderIds];
}

/** The report on one participant. */
export async function reportOn(hq: Hq, participant: string, audited = false) {
  const report = await hq.reporter.report(participant);
  const [only] = report?.participants ?? [];
  if (!report || !only) throw new Error(`There is no report on ${participant}.`);
  const found = audited ? await audit(hq.ledger, participant) : { differences: [] };
  return { ...only, audit: { agrees: found.differences.length === 0, ...found }, warnings: report.warnings };
}
