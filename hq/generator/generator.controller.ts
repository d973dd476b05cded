import { setTimeout as sleep } from 'node:timers/promises';
import { Body, Controller, Get, HttpCode, Post, Put } from '@nestjs/common';
import { isOrderId } from '@interstella/libs/orders';
import { HttpError } from '@interstella/libs/web';
import { RouteConfig } from '@nestjs/platform-fastify';
import * as v from 'valibot';
import { READING_LIMIT_MS } from '../deadline.ts';
import { Hq } from '../hq.ts';
import { AdminOnly } from '../keys/key-guards.ts';
import { isOpen } from '../ledger/periods.ts';
import { noSuchParticipant } from '../participants/participant-name.pipe.ts';
import type { GeneratorStatus } from './generator.ts';
import { REPUBLISHED_AT_ONCE } from './republisher.ts';

/** How long an answer waits for the ledger to have the orders: a little less than the request has. */
const RECORDING_LIMIT_MS = READING_LIMIT_MS - 1_000;

const generatorChange = v.strictObject({
  rate: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(1_000))),
  burst: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))),
  count: v.exactOptional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e9)))),
  paused: v.exactOptional(v.boolean()),
});

type GeneratorChange = v.InferOutput<typeof generatorChange>;

const ordersWanted = v.strictObject({
  count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000)),
});

type OrdersWanted = v.InferOutput<typeof ordersWanted>;

const republication = v.strictObject({
  participant: v.optional(v.string()),
  after: v.optional(v.pipe(v.string(), v.check<string, string>(isOrderId, 'must be what next was'))),
});

type Republication = v.InferOutput<typeof republication>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** On Lambda the answer waits until what was made is published. */
    publishes?: boolean;
  }
}

/** `/admin/generator`, `/admin/orders` and `/admin/republish`: how orders are made, steadily and on demand. */
@Controller('admin')
@AdminOnly()
export class GeneratorController {
  constructor(private readonly hq: Hq) {}

  @Get('generator')
  status(): GeneratorStatus {
    return this.hq.generator.status();
  }

  /** Changes what is named and keeps the rest. */
  @Put('generator')
  set(@Body({ schema: generatorChange }) change: GeneratorChange): GeneratorStatus {
    return this.hq.generator.set(change);
  }

  @Post('orders')
  @HttpCode(202)
  @RouteConfig({ publishes: true, deadlineMs: READING_LIMIT_MS })
  async make(@Body({ schema: ordersWanted }) { count }: OrdersWanted) {
    const { participants, publisher } = this.hq;
    if ((await participants.listOpen()).length === 0) {
      throw new HttpError(409, 'Nobody is owed orders: no participant is open. Open one first.');
    }
    this.#requireRoomFor(count);
    const otherwise = `The ledger does not answer. ${count} orders wait for it and are published when it does.`;
    const made = publisher.make(count).catch(() => {
      throw new HttpError(503, 'HQ is stopping. Orders that the ledger does not have yet are not made.');
    });
    return { orderIds: await inTime(made, otherwise) };
  }

  /** Publishes open orders again, some at a time. */
  @Post('republish')
  @HttpCode(202)
  @RouteConfig({ publishes: true, deadlineMs: READING_LIMIT_MS })
  async republish(@Body({ schema: republication }) { participant, after }: Republication) {
    const named = await this.hq.participants.list(participant);
    if (participant !== undefined && named.length === 0) throw noSuchParticipant(participant);
    const names = named.filter(isOpen).map(({ name }) => name);
    this.#requireRoomFor(REPUBLISHED_AT_ONCE);
    const done = await inTime(
      this.hq.republisher.republish(names, after),
      'The outbox does not have all of the orders yet; they are published as it takes them.',
    );
    return { ...done, more: done.next !== null };
  }

  #requireRoomFor(count: number): void {
    const { publisher } = this.hq;
    if (publisher.hasRoomFor(count)) return;
    throw new HttpError(503, `${publisher.backlog} orders are not published yet. Try again when they are.`);
  }
}

/**
 * The work goes on where it takes longer than the answer waits.
 *
 * @throws HttpError 503 with the given sentence, or what the work throws before
 */
function inTime<T>(work: Promise<T>, otherwise: string): Promise<T> {
  const late = sleep(RECORDING_LIMIT_MS, undefined, { ref: false }).then(() => {
    throw new HttpError(503, otherwise);
  });
  return Promise.race([work, late]);
}
