import type { Resource } from '@interstella/libs/orders';
import { HttpError } from '@interstella/libs/web';
import type { PauseDetector } from '../ledger/pause-detector.ts';
import type { Fold } from '../ledger/fold.ts';
import { retryOnMovedPages } from '../ledger/open-orders.ts';
import { isOpen, type Periods } from '../ledger/periods.ts';
import type { OpenOrder } from '../ledger/records.ts';
import type { Standings } from '../ledger/standings.ts';
import type { RetryExtensions } from '../ledger/retry-extensions.ts';
import type { LedgerStore } from '../ledger/store.ts';
import { timeOfOrder } from '../ledger/order-time.ts';
import type { Totals } from '../ledger/totals.ts';
import type { Participant } from '../participants/participant.ts';
import type { Participants } from '../participants/participants.ts';
import { type DeadLetterNote, NO_DEAD_LETTERS, readDeadLetters } from './dead-letters.ts';
import { type OpenSummary, type Overdue, summarize } from './open-summary.ts';
import type { ConservationReport, ParticipantReport, ReportedOrder } from './report.ts';
import { SingleFlight } from './single-flight.ts';

/** Most orders that an acknowledgement can list as not lost. */
const EXCEPTIONS_LIMIT = 100;

/** Makes the conservation report and records acknowledgements of it. */
export class Reporter {
  readonly #runs = new SingleFlight<ConservationReport | undefined>();

  constructor(
    private readonly readStandings: (names: readonly string[]) => Promise<Standings>,
    private readonly store: LedgerStore,
    private readonly extensions: Pick<RetryExtensions, 'of'>,
    private readonly pauseDetector: PauseDetector,
    private readonly participants: Participants,
    private readonly periods: Periods,
    private readonly resources: readonly Resource[],
    private readonly retryWindowMs: number,
  ) {}

  /** The report on all participants, or on this one; undefined if there is no such participant. */
  report(participant?: string): Promise<ConservationReport | undefined> {
    return this.#runs.run(participant ?? '', () => retryOnMovedPages(() => this.#compute(participant)));
  }

  /**
   * Acknowledges the orders that are lost, unattributed or direct now: they no longer make the participant red. The report
   * shows the reason.
   *
   * @throws HttpError 409 if more than a hundred overdue orders are dead-lettered or wait for SNS
   */
  acknowledge(name: string, reason: string): Promise<void> {
    return retryOnMovedPages(async () => {
      const { asOf, byName, overdueOf } = await this.#readStandings([name]);
      const [participant] = await this.participants.list(name);
      const fold = byName.get(name);
      if (!participant || !fold) return;
      const dead = (await this.#deadLetters([participant]))(participant);
      const { loss } = await summarize(fold.open, overdueOf(name), dead, undefined);
      if (loss.except.length > EXCEPTIONS_LIMIT) {
        const message = `${loss.except.length} overdue orders of ${name} are dead-lettered or wait for SNS, so they are not lost. Redrive the dead letters first, then acknowledge.`;
        throw new HttpError(409, message, 'name');
      }
      const { unattributed, direct } = fold.counted.totals;
      await this.periods.acknowledge(name, { reason, at: asOf, ...loss, unattributed, direct });
    });
  }

  async #compute(only: string | undefined): Promise<ConservationReport | undefined> {
    const { retryWindowMs } = this;
    const listed = await this.participants.list(only);
    if (only !== undefined && listed.length === 0) return undefined;
    const names = listed.map(({ name }) => name);
    const { asOf, closedAt, isCurrent, byName, overdueOf } = await this.#readStandings(names);
    const countedUpTo = new Date(closedAt).toISOString();
    const warnings = isCurrent
      ? []
      : [`The ledger is counted up to ${countedUpTo}; later orders and claims are missing here.`];
    const deadLettersOf = await this.#deadLetters(listed);
    const reportOn = async (participant: Participant): Promise<ParticipantReport[]> => {
      const fold = byName.get(participant.name);
      if (!fold) return [];
      const dead = deadLettersOf(participant);
      return [await this.#participant(participant, fold, overdueOf(participant.name), dead)];
    };
    warnings.push(...listed.flatMap((participant) => deadLettersOf(participant).warnings));
    // Concurrently, so that page reads are batched.
    const reports = (await Promise.all(listed.map(reportOn))).flat();
    return {
      asOf: new Date(asOf).toISOString(),
      closedAt: new Date(closedAt).toISOString(),
      retryWindowMs,
      red: reports.some(({ red }) => red),
      participants: reports,
      warnings,
    };
  }

  /** Reads the outbox before the counts, so that an order that SNS takes in between is not taken for overdue. */
  async #readStandings(names: readonly string[]) {
    const { retryWindowMs } = this;
    await this.pauseDetector.check();
    const unsent = new Set((await this.store.unsentOrders()).map(({ orderId }) => orderId));
    const extensionsOf = await this.extensions.of(names);
    const standings = await this.readStandings(names);
    const { asOf } = standings;
    const overdueOf = (name: string): Overdue => ({
      extensions: extensionsOf(name),
      retryWindowMs,
      unsent,
      asOf,
    });
    return { ...standings, overdueOf };
  }

  async #deadLetters(participants: readonly Participant[]): Promise<(of: Participant) => DeadLetterNote> {
    const withQueues = participants.filter(({ deadLetterQueueUrls }) => deadLetterQueueUrls.length > 0);
    const notes = await readDeadLetters(
      this.store,
      withQueues.map(({ name }) => name),
    );
    return (participant) => {
      if (!withQueues.includes(participant)) return NO_DEAD_LETTERS;
      const warning = `HQ has not read the dead-letter queues of ${participant.name} yet, so no order counts as lost.`;
      const unknown = { ...NO_DEAD_LETTERS, complete: false, warnings: [warning] };
      return notes.get(participant.name) ?? unknown;
    };
  }

  async #participant(
    participant: Participant,
    { counted, open }: Fold,
    due: Overdue,
    dead: DeadLetterNote,
  ): Promise<ParticipantReport> {
    const { totals, acknowledged, latencies, unattributedOrders } = counted;
    const known = acknowledged.at(-1);
    const { orders, newlyLost, overdue, deadLettered, lost } = await summarize(open, due, dead, known);
    const knownDirect = Math.max(participant.directExpected ?? Infinity, known?.direct ?? 0);
    const unattributed = participant.unattributedExpected
      ? 0
      : totals.unattributed - (known?.unattributed ?? 0);
    const reasons = lostReasons(newlyLost);
    if (unattributed > 0) {
      reasons.push(
        `${countOf(unattributed)} claimed that HQ never published: a service makes its own order ids, so an order may be produced twice.`,
      );
    }
    if (totals.direct > knownDirect) {
      reasons.push(
        `${countOf(totals.direct)} direct, and ${knownDirect} expected: a service may make its own ids for published orders, which are then produced twice.`,
      );
    }
    const byResource = this.#withEveryResource(totals.byResource);
    return {
      participant: participant.name,
      owed: isOpen(participant),
      closedAt: closedAtOf(participant),
      red: reasons.length > 0,
      reasons,
      ...totals,
      open: open.count,
      ...{ overdue, deadLettered, lost },
      duplicatesAbsorbed: Object.values(byResource).reduce((all, { duplicatesAbsorbed: n }) => all + n, 0),
      byResource,
      acknowledged: acknowledged.map(({ reason, at }) => ({ reason, at: new Date(at).toISOString() })),
      latencyMs: percentilesOf(latencies),
      orders: {
        open: orders.open.map(reported),
        deadLettered: orders.deadLettered.map(reported),
        lost: orders.lost.map(reported),
        unattributed: unattributedOrders,
      },
    };
  }

  #withEveryResource(byResource: Totals['byResource']): Totals['byResource'] {
    const none = { claimed: 0, by: {}, duplicatesAbsorbed: 0 };
    const known = this.resources.map((resource) => [resource, none] as const);
    return { ...Object.fromEntries(known), ...byResource };
  }
}

function lostReasons({ count, oldest }: OpenSummary['newlyLost']): string[] {
  if (count === 0) return [];
  const which = oldest ? `; the oldest is ${oldest.orderId}, missing ${oldest.missing.join(' and ')}` : '';
  return [
    `${countOf(count)} lost: open for longer than the retry window and in no dead-letter queue${which}.`,
  ];
}

function closedAtOf({ periods }: Participant): string | null {
  const at = periods.at(-1)?.closedAt;
  return at === undefined ? null : new Date(at).toISOString();
}

function countOf(count: number): string {
  return count === 1 ? '1 order is' : `${count} orders are`;
}

function reported({ orderId, missing }: OpenOrder): ReportedOrder {
  return { orderId, publishedAt: new Date(timeOfOrder(orderId) ?? 0).toISOString(), missing };
}

/** Percentiles by nearest rank; null without latencies. */
function percentilesOf(latencies: readonly number[]): ParticipantReport['latencyMs'] {
  if (latencies.length === 0) return null;
  const sorted = latencies.toSorted((a, b) => a - b);
  const rank = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return { p50: rank(0.5), p99: rank(0.99) };
}
