import { setTimeout as delay } from 'node:timers/promises';
import type { KitBench } from '../bench.ts';
import { ProcessList } from '../kit/process-list.ts';
import type { Overload, OverloadLoad } from '../results/overload.ts';
import { goodput } from './goodput.ts';
import { type Ledger, readLedger, reasonsAgainst, countedTwice } from './ledger.ts';
import { OverloadKit, STAGE } from './overload-kit.ts';
import { peakMemory } from './peak-memory.ts';
import type { Accepted, Sent } from './sender.ts';

/** The highest rate that HQ's generator takes. It slows down by itself when orders wait. */
const GENERATOR_LIMIT = 1_000;
const RECOVERY_LIMIT_MS = 180_000;
const REST_LIMIT_MS = 900_000;
const REST_CONNECTIONS = 32;
const POLL_MS = 100;

/** The orders made for a load, over those that the kit completes in its time: more of them may be accepted. */
const ORDERS_MADE = { closedLoop: 4, delivered: 1.5, published: 3 };

interface Load {
  readonly title: string;
  readonly perSecond: number;
  /** In milliseconds. */
  readonly durationMs: number;
  readonly sustained: number;
  readonly send: () => Promise<Sent>;
  /** The start of the span whose goodput counts, in milliseconds from the start of the load. @default 0 */
  readonly goodFromMs?: number;
  /** The time at which an order was complete. */
  readonly completedAt: (ledger: Ledger, one: Accepted) => number | undefined;
}

interface LoadRun extends Pick<OverloadLoad, 'secondsAfter' | 'restarts' | 'tasksReplaced' | 'peakMb'> {
  readonly load: Load;
  readonly sent: Sent;
}

/**
 * Puts three loads on a whole kit, one after the other, each more than it can complete, and counts what happens to the
 * orders.
 *
 * @throws Error if a program of the kit ends
 */
export async function measureOverload(bench: KitBench): Promise<Overload> {
  const kit = await OverloadKit.start(bench);
  const sustained = await measureSustained(bench, kit);
  const runs: LoadRun[] = [];
  for (const load of await makeLoads(bench, kit, sustained)) {
    bench.progress(`${load.title} …`);
    runs.push(await run(kit, load));
  }
  const ledger = await readLedger(kit.kit);
  const loads = runs.map((one) => resultOf(one, ledger));
  for (const load of loads) bench.progress(textOf(load));
  const rest = [...ledger].filter(([, { completedAt }]) => completedAt === undefined).map(([id]) => id);
  bench.progress(`delivering the ${rest.length} orders that were not accepted …`);
  await kit.sign(rest);
  await kit.send({
    closedLoop: { orderIds: rest, connections: REST_CONNECTIONS, durationMs: REST_LIMIT_MS },
  });
  const end = await readLedger(kit.kit);
  const report = await kit.kit.hq.report({ audit: true });
  await kit.stop();
  const twice = countedTwice(report, end);
  return { stage: STAGE, sustained, loads, orders: end.size, twice, reasons: reasonsAgainst(report) };
}

/** The rate that the kit completes in time if the sender waits for it. */
async function measureSustained(
  { plan, progress }: KitBench,
  kit: OverloadKit,
): Promise<Overload['sustained']> {
  const { warmUpMs, leadInMs, baselineMs, connections } = plan.overload;
  const generate = async (rate: number, durationMs: number) => {
    const loaded = kit.kit.load(rate, { leadInMs, durationMs });
    await delay(leadInMs);
    const { complete: before } = await kit.kit.own();
    const begun = performance.now();
    await delay(durationMs);
    const { complete } = await kit.kit.own();
    const seconds = (performance.now() - begun) / 1_000;
    await loaded;
    return (complete - before) / seconds;
  };
  progress('warming up …');
  await generate(GENERATOR_LIMIT, warmUpMs);
  const highest = await generate(GENERATOR_LIMIT, baselineMs);
  // At a higher rate more orders are open, and late.
  const generator = await generate(highest, baselineMs);
  progress(`by HQ's generator: ${generator.toFixed(0)} orders/s`);
  const count = Math.ceil((ORDERS_MADE.closedLoop * generator * baselineMs) / 1_000);
  const orderIds = [...(await kit.make(connections.length * count))];
  await kit.sign(orderIds);
  let deliveries = 0;
  for (const connectionCount of connections) {
    const load = {
      orderIds: orderIds.splice(0, count),
      connections: connectionCount,
      durationMs: baselineMs,
    };
    const sent = await kit.send({ closedLoop: load });
    deliveries = Math.max(
      deliveries,
      goodput(sent.accepted, sent, ({ acceptedAt }) => acceptedAt),
    );
  }
  progress(`by a closed loop of deliveries: ${deliveries.toFixed(0)} orders/s`);
  return { deliveries, generator };
}

async function makeLoads(
  { plan, progress }: KitBench,
  kit: OverloadKit,
  { deliveries, generator }: Overload['sustained'],
): Promise<Load[]> {
  const { factor, durationMs, leadInMs, frozenMs } = plan.overload;
  const highest = Math.max(deliveries, generator);
  const perSecond = factor * highest;
  const half = generator / 2;
  const frozenLoadMs = leadInMs + frozenMs + durationMs;
  // One second of the load more, for the orders in flight.
  const countOf = (share: number, rate: number) => (share * rate * durationMs) / 1_000 + perSecond;
  const counts = [
    countOf(ORDERS_MADE.delivered, deliveries),
    countOf(ORDERS_MADE.published, generator),
    (half * frozenLoadMs) / 1_000,
  ].map(Math.ceil);
  const total = counts.reduce((sum, count) => sum + count, 0);
  progress(`making ${total} orders …`);
  const orderIds = [...(await kit.make(total))];
  const [delivered = [], published = [], frozen = []] = counts.map((count) => orderIds.splice(0, count));
  await kit.sign(delivered);
  const asOfLedger: Load['completedAt'] = (ledger, { orderId }) => ledger.get(orderId)?.completedAt;
  return [
    {
      title: `${factor} times the highest rate, delivered`,
      ...{ perSecond, durationMs, sustained: deliveries },
      send: () => kit.send({ openLoop: { orderIds: delivered, perSecond, durationMs } }),
      completedAt: (_, { acceptedAt }) => acceptedAt,
    },
    {
      title: `${factor} times the highest rate, published`,
      ...{ perSecond, durationMs, sustained: generator },
      send: () => kit.send({ publish: { orderIds: published, perSecond, durationMs } }),
      completedAt: asOfLedger,
    },
    {
      title: `half the rate, published, HQ frozen for ${frozenMs / 1_000} s`,
      ...{ perSecond: half, durationMs: frozenLoadMs, sustained: half, goodFromMs: leadInMs + frozenMs },
      send: async () => {
        const sending = kit.send({
          publish: { orderIds: frozen, perSecond: half, durationMs: frozenLoadMs },
        });
        await Promise.all([sending, kit.freezeHq(leadInMs, frozenMs)]);
        return sending;
      },
      completedAt: asOfLedger,
    },
  ];
}

async function run(kit: OverloadKit, load: Load): Promise<LoadRun> {
  const { complete: before } = await kit.kit.own();
  const tasksBefore = await kit.startedTasks();
  const { result: sent, peakMb } = await peakMemory(kit.pids, load.send());
  const endedAt = sent.from + load.durationMs;
  const recoveredAt = await recovered(kit, before + sent.accepted.length);
  const processes = await ProcessList.read();
  return {
    ...{ load, sent, peakMb },
    secondsAfter: Math.max(0, recoveredAt - endedAt) / 1_000,
    restarts: kit.programs.filter((pid) => !processes.has(pid)).length,
    tasksReplaced: (await kit.startedTasks()) - tasksBefore,
  };
}

/** Waits until so many orders are complete, or for the time limit. @returns the time, in milliseconds since 1970 */
async function recovered({ kit }: OverloadKit, complete: number): Promise<number> {
  const deadline = performance.now() + RECOVERY_LIMIT_MS;
  while (performance.now() < deadline && (await kit.own()).complete < complete) await delay(POLL_MS);
  return Date.now();
}

function resultOf({ load, sent, ...measured }: LoadRun, ledger: Ledger): OverloadLoad {
  const { title, perSecond, durationMs, sustained, goodFromMs = 0 } = load;
  const span = { from: sent.from + goodFromMs, until: sent.from + durationMs };
  const good = goodput(sent.accepted, span, (one) => load.completedAt(ledger, one));
  return {
    ...{ title, sustained, offeredPerSecond: perSecond, sent: sent.sent, refused: sent.refused },
    ...{ accepted: sent.accepted.length, goodput: good, ratio: good / sustained },
    lost: sent.accepted.filter(({ orderId }) => ledger.get(orderId)?.completedAt === undefined).length,
    ...measured,
  };
}

function textOf({ title, accepted, goodput: good, ratio, secondsAfter }: OverloadLoad): string {
  return `${title}: ${accepted} accepted, ${good.toFixed(0)} orders/s in time (${ratio.toFixed(2)}), complete after ${secondsAfter.toFixed(1)} s`;
}
