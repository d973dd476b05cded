import { Controller, Get, Param, Query } from '@nestjs/common';
import { isOrderId } from '@interstella/libs/orders';
import { HttpError } from '@interstella/libs/web';
import { RouteConfig } from '@nestjs/platform-fastify';
import * as v from 'valibot';
import { READING_LIMIT_MS } from '../deadline.ts';
import { Hq } from '../hq.ts';
import { AdminOnly, Caller, Readers } from '../keys/key-guards.ts';
import type { LedgerWindow } from '../ledger/ledger-reader.ts';
import { noSuchParticipant } from '../participants/participant-name.pipe.ts';
import type { OrderStatus } from './order-status.ts';
import type { ConservationReport } from './report.ts';

/** How long a summary is cached. The route is public, so this bounds reads of the ledger. */
const SUMMARY_AGE_MS = 5_000;

const SUMMED = [
  ...(['published', 'complete', 'open', 'overdue', 'deadLettered', 'lost'] as const),
  ...(['duplicatesAbsorbed', 'direct', 'notOwed', 'unattributed'] as const),
];

/** The report in numbers, over all participants: no name, no order id, no address. */
type Summary = Readonly<Record<string, number | string | boolean>>;

const ofParticipant = v.strictObject({ participant: v.optional(v.string('must be one name')) });

const fromBucket = v.strictObject({
  from: v.optional(
    v.pipe(
      v.string('must be what next was'),
      v.transform(Number),
      v.safeInteger('must be what next was'),
      v.minValue(1, 'must be what next was'),
    ),
    '1',
  ),
});

type FromBucket = v.InferOutput<typeof fromBucket>;

type OfParticipant = v.InferOutput<typeof ofParticipant>;

/** Reads the ledger: the report, its summary, the status of an order, and raw data for an audit. */
@Controller()
export class ReportController {
  #summary: { readonly until: number; readonly value: Promise<Summary> } | undefined;

  constructor(private readonly hq: Hq) {}

  /** The conservation report. A participant sees its own part; the instructor sees all of it. */
  @Get('report')
  @Readers()
  @RouteConfig({ deadlineMs: READING_LIMIT_MS })
  async report(
    @Query({ schema: ofParticipant }) { participant }: OfParticipant,
    @Caller() own: string | undefined,
  ): Promise<ConservationReport> {
    if (own !== undefined && (participant ?? own) !== own) {
      throw new HttpError(403, `Your API key is for the report on ${own}.`, 'participant');
    }
    const report = await this.hq.reporter.report(participant ?? own);
    if (!report) throw noSuchParticipant(participant ?? '');
    return report;
  }

  @Get('summary')
  @RouteConfig({ deadlineMs: READING_LIMIT_MS })
  summary(): Promise<Summary> {
    const now = this.hq.now();
    if (!this.#summary || this.#summary.until <= now) {
      const summary = { until: now + SUMMARY_AGE_MS, value: this.#summarize() };
      this.#summary = summary;
      summary.value.catch(() => (this.#summary = undefined));
    }
    return this.#summary.value;
  }

  /** The status of an order. A participant sees its own; the instructor sees that of every participant. */
  @Get('orders/:id')
  @Readers()
  async order(@Param('id') id: string, @Caller() own: string | undefined): Promise<OrderStatus> {
    if (!isOrderId(id)) throw new HttpError(400, 'The path must end in an order id.', 'id');
    const { participants, orderStatus } = this.hq;
    const names = own === undefined ? (await participants.list()).map(({ name }) => name) : [own];
    const status = await orderStatus(names, id);
    if (status.participants.length === 0) throw new HttpError(404, `Order ${id} is not in the ledger.`);
    return status;
  }

  /** The ledger's counts, for an audit to compare with the lanes. */
  @Get('admin/ledger/standings')
  @AdminOnly()
  @RouteConfig({ deadlineMs: READING_LIMIT_MS })
  async standings(@Query({ schema: ofParticipant }) { participant }: OfParticipant) {
    const standings = await this.hq.ledger.standings(participant);
    if (participant !== undefined && standings.length === 0) throw noSuchParticipant(participant);
    return { standings };
  }

  /** The raw content of the ledger, a few buckets per call. */
  @Get('admin/ledger')
  @AdminOnly()
  @RouteConfig({ deadlineMs: READING_LIMIT_MS })
  window(@Query({ schema: fromBucket }) { from }: FromBucket): Promise<LedgerWindow> {
    return this.hq.ledger.window(from);
  }

  async #summarize(): Promise<Summary> {
    const report = await this.hq.reporter.report();
    if (!report) throw new Error('There is no report.');
    const { asOf, red, participants } = report;
    const sums = SUMMED.map(
      (count) => [count, participants.reduce((sum, one) => sum + one[count], 0)] as const,
    );
    return { asOf, red, participants: participants.length, ...Object.fromEntries(sums) };
  }
}
