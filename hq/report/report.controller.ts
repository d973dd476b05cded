import { Controller, Get, Inject, Query, Req } from '@nestjs/common';
import { HttpError } from '@interstella/libs/web';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import * as v from 'valibot';
import type { Hq } from '../hq.ts';
import { HQ } from '../hq.token.ts';
import { AdminKeyGuard } from '../keys/admin-key.guard.ts';
import { Participant } from '../keys/api-key.guard.ts';
import { Readers } from '../keys/reader.guard.ts';
import { noSuchParticipant } from '../participants/participant-name.pipe.ts';
import type { ConservationReport } from './report.ts';
import { type Summary, summaryOf } from './summary.ts';

/** The summary is for everybody: however many ask, the ledger is counted once in this time. */
const SUMMARY_AGE_MS = 5_000;

const reportQuery = v.object({
  audit: v.optional(v.picklist(['true', 'false'], 'The query parameter audit must be true or false.')),
  participant: v.optional(v.string('The query parameter participant must be one name.')),
});

type ReportQuery = v.InferOutput<typeof reportQuery>;

/** `GET /report` and `GET /summary`. */
@Controller()
export class ReportController {
  #summary: { readonly until: number; readonly value: Promise<Summary> } | undefined;

  constructor(
    @Inject(HQ) private readonly hq: Pick<Hq, 'reporter' | 'now'>,
    private readonly adminKey: AdminKeyGuard,
  ) {}

  /** The conservation report: a participant's own part, or, for the instructor, all of it. An audit reads every item. */
  @Get('report')
  @Readers()
  @RouteConfig({ deadlineMs: 295_000 })
  async report(
    @Query({ schema: reportQuery }) query: ReportQuery,
    @Participant() own: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<ConservationReport> {
    const audit = query.audit === 'true';
    if (audit) await this.adminKey.require(request);
    const { participant = own } = query;
    if (own !== undefined && participant !== own) {
      throw new HttpError(403, `Your API key opens the report on ${own} alone.`, 'participant');
    }
    const report = await this.hq.reporter.report({ participant, audit });
    if (!report) throw noSuchParticipant(participant ?? '');
    return report;
  }

  /** The report in numbers, for everybody. */
  @Get('summary')
  summary(): Promise<Summary> {
    if (!this.#summary || this.#summary.until <= this.hq.now()) {
      const summary = { until: this.hq.now() + SUMMARY_AGE_MS, value: this.#count() };
      this.#summary = summary;
      summary.value.catch(() => {
        if (this.#summary === summary) this.#summary = undefined;
      });
    }
    return this.#summary.value;
  }

  async #count(): Promise<Summary> {
    const report = await this.hq.reporter.report();
    if (!report) throw new Error('There is no report.');
    return summaryOf(report);
  }
}
