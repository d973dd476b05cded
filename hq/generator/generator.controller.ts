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

/** How long a request waits for the ledger to take the orders: a little less than its own limit. */
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
    /** On Lambda, the answer waits until the orders are published. */
    publishes?: boolean;
  }
}

/** `/admin/generator`, `/admin/orders` and `/admin/republish`: make orders at a rate, on demand, and again. */
@Controller('admin')
@AdminOnly()
export class GeneratorController {
  constructor(private readonly hq: Hq) {}

  @Get('generator')
  status(): GeneratorStatus {
    return this.hq.generator.status();
  }

  /** Changes the given settings and keeps the others. */
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
      throw new HttpError(409, 'No participant is open, so no orders are made. Open a participant first.');
    }
    this.#requireRoomFor(count);
    const timeoutMessage = `The ledger does not answer. HQ retries, and publishes the ${count} orders once it does.`;
    const made = publisher.make(count).catch(() => {
      throw new HttpError(503, 'HQ is stopping. Orders that are not in the ledger yet are not made.');
    });
    return { orderIds: await inTime(made, timeoutMessage) };
  }

  /** Publishes open orders again, a limited number per call. */
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
      'The ledger does not answer. HQ retries, and publishes the orders once it does.',
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
 * Waits for work up to the limit. Work that takes longer goes on in the background.
 *
 * @throws HttpError 503 with this message after the limit, or the error of the work
 */
function inTime<T>(work: Promise<T>, timeoutMessage: string): Promise<T> {
  const timeout = sleep(RECORDING_LIMIT_MS, undefined, { ref: false }).then(() => {
    throw new HttpError(503, timeoutMessage);
  });
  return Promise.race([work, timeout]);
}
