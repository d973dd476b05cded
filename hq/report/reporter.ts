import type { Resource } from '@interstella/libs/orders';
import type { Clock } from '../clock.ts';
import { audit } from '../ledger/audit.ts';
import type { CountedMinute, LedgerCount } from '../ledger/ledger-count.ts';
import type { MinuteRecords, OrderItems } from '../ledger/records.ts';
import type { OpenOrder } from '../ledger/tally.ts';
import { type ResourceTotals, sumOf } from '../ledger/totals.ts';
import type { Outbox } from '../generator/outbox.ts';
import { isOpen, type Participant } from '../participants/participant.ts';
import type { Participants } from '../participants/participants.ts';
import type { DeadLetters, DeadLettersFound } from './dead-letters.ts';
import { Oldest } from './oldest.ts';
import type { ConservationReport, ParticipantReport, ReportedOrder } from './report.ts';
import { SharedRuns } from './shared-runs.ts';

const ORDERS_LISTED = 100;

/** A minute with as many complete orders tells the latency; an emptier one only while there is no better. */
const ENOUGH_FOR_LATENCY = 10;

export interface ReporterParts {
  readonly count: LedgerCount;
  readonly items: OrderItems;
  readonly minutes: MinuteRecords;
  readonly participants: Pick<Participants, 'list'>;
  readonly outbox: Pick<Outbox, 'all'>;
  readonly deadLetters: DeadLetters;
  readonly resources: readonly Resource[];
  readonly retryWindowMs: number;
  readonly now: Clock;
}

export interface ReportQuestion {
  /** Only this participant. */
  readonly participant?: string | undefined;
  /** Recount everything from the items and hold the seals against it. */
  readonly audit?: boolean | undefined;
}

/** Makes the conservation report. */
export class Reporter {
  readonly #parts: ReporterParts;
  readonly #runs = new SharedRuns<ConservationReport | undefined>();

  constructor(parts: ReporterParts) {
    this.#parts = parts;
  }

  /** Undefined if there is no such participant. */
  report(question: ReportQuestion = {}): Promise<ConservationReport | undefined> {
    return this.#runs.run(JSON.stringify([question.participant, question.audit]), () =>
      this.#compute(question),
    );
  }

  async #compute({ participant: only, audit: audited = false }: ReportQuestion) {
    const { participants, outbox, deadLetters, retryWindowMs, now, items, minutes } = this.#parts;
    const listed = (await participants.list()).filter(({ name }) => only === undefined || name === only);
    if (only !== undefined && listed.length === 0) return undefined;
    const asOf = now();
    // Read before any item: an order that has left it since has its time of publishing in its item by then.
    const unpublished = new Set((await outbox.all()).map(({ orderId }) => orderId));
    const warnings: string[] = [];
    const reports: ParticipantReport[] = [];
    for (const participant of listed) {
      const found = await deadLetters.find(participant.deadLetterQueueUrls);
      warnings.push(...found.warnings);
      const open = new OpenOrders(found, unpublished, asOf - retryWindowMs);
      reports.push(await this.#participant(participant, open, audited));
    }
    const report: ConservationReport = {
      asOf: new Date(asOf).toISOString(),
      retryWindowMs,
      red: reports.some(({ red }) => red),
      participants: reports,
      warnings,
    };
    if (!audited) return report;
    const differences = await audit(items, minutes, async () =>
      (await participants.list()).map(({ name }) => name),
    );
    return { ...report, audit: { agrees: differences.length === 0, differences } };
  }

  async #participant(
    participant: Participant,
    open: OpenOrders,
    ignoringSeals: boolean,
  ): Promise<ParticipantReport> {
    const counted = await this.#parts.count.count(
      participant.name,
      (order) => {
        open.add(order);
      },
      ignoringSeals,
    );
    const { byResource, ...sum } = sumOf(counted.map(({ totals }) => totals));
    const reasons = reasonsFor(participant, open, sum.unattributed);
    return {
      participant: participant.name,
      owed: isOpen(participant),
      closedAt: closedAtOf(participant),
      red: reasons.length > 0,
      reasons,
      ...sum,
      open: open.all.count,
      overdue: open.overdue,
      deadLettered: open.deadLettered.count,
      lost: open.lost.count,
      duplicatesAbsorbed: Object.values(byResource).reduce((all, { duplicatesAbsorbed: n }) => all + n, 0),
      byResource: this.#withEveryResource(byResource),
      latencyMs: latencyOf(counted),
      orders: {
        open: open.all.list().map(reported),
        deadLettered: open.deadLettered.list().map(reported),
        lost: open.lost.list().map(reported),
        unattributed: counted.flatMap(({ totals }) => totals.unattributedOrders).slice(0, ORDERS_LISTED),
      },
    };
  }

  #withEveryResource(byResource: Readonly<Record<Resource, ResourceTotals>>) {
    const none: ResourceTotals = { claimed: 0, by: {}, duplicatesAbsorbed: 0 };
    const known = this.#parts.resources.map((resource) => [resource, none] as const);
    return { ...Object.fromEntries(known), ...byResource };
  }
}

/** Sorts the open orders of a participant. */
class OpenOrders {
  readonly all = new Oldest<OpenOrder>(ORDERS_LISTED);
  readonly deadLettered = new Oldest<OpenOrder>(ORDERS_LISTED);
  readonly lost = new Oldest<OpenOrder>(ORDERS_LISTED);
  overdue = 0;
  readonly #dead: DeadLettersFound;
  readonly #unpublished: ReadonlySet<string>;
  readonly #overdueBefore: number;

  constructor(dead: DeadLettersFound, unpublished: ReadonlySet<string>, overdueBefore: number) {
    this.#dead = dead;
    this.#unpublished = unpublished;
    this.#overdueBefore = overdueBefore;
  }

  add(order: OpenOrder): void {
    this.all.add(order);
    const { sentAt, orderId } = order;
    const overdue = sentAt !== undefined && sentAt < this.#overdueBefore && !this.#unpublished.has(orderId);
    if (overdue) this.overdue += 1;
    if (this.#dead.orderIds.has(orderId)) this.deadLettered.add(order);
    else if (overdue && this.#dead.complete) this.lost.add(order);
  }
}

function reasonsFor(
  { unattributedExpected }: Participant,
  { lost }: OpenOrders,
  unattributed: number,
): readonly string[] {
  const reasons: string[] = [];
  if (lost.count > 0) {
    const first = lost.list()[0];
    reasons.push(
      `${orders(lost.count)} lost: open for longer than the retry window and on no dead-letter queue; the oldest is ${first?.orderId ?? ''}, missing ${first?.missing.join(' and ') ?? ''}.`,
    );
  }
  if (unattributed > 0 && !unattributedExpected) {
    reasons.push(
      `${orders(unattributed)} claimed that HQ never published: a service makes ids of its own, so that an order may be produced twice.`,
    );
  }
  return reasons;
}

function closedAtOf({ periods }: Participant): string | null {
  const at = periods.at(-1)?.closedAt;
  return at === undefined ? null : new Date(at).toISOString();
}

function orders(count: number): string {
  return count === 1 ? '1 order is' : `${count} orders are`;
}

function reported({ orderId, publishedAt, missing }: OpenOrder): ReportedOrder {
  return { orderId, publishedAt: new Date(publishedAt).toISOString(), missing };
}

function latencyOf(counted: readonly CountedMinute[]): ParticipantReport['latencyMs'] {
  const newestFirst = counted.flatMap(({ totals }) => totals.latency ?? []).reverse();
  const telling = newestFirst.find(({ orders: n }) => n >= ENOUGH_FOR_LATENCY) ?? newestFirst[0];
  return telling ? { p50: telling.p50, p99: telling.p99 } : null;
}
