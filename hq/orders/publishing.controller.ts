import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { HttpError } from '@interstella/libs/web';
import { RouteConfig } from '@nestjs/platform-fastify';
import * as v from 'valibot';
import { BACKLOG_LIMIT } from '../generator/publisher.ts';
import type { Hq } from '../hq.ts';
import { HQ } from '../hq.token.ts';
import { AdminOnly } from '../keys/admin-key.guard.ts';
import { noSuchParticipant } from '../participants/participant-name.pipe.ts';
import { isOpen } from '../participants/participant.ts';
import { recordedInTime } from '../recorded-in-time.ts';

const COUNT_RULE = 'count must be a whole number from 1 to 1000';

const ordersWanted = v.strictObject({
  count: v.pipe(
    v.number(COUNT_RULE),
    v.integer(COUNT_RULE),
    v.minValue(1, COUNT_RULE),
    v.maxValue(1_000, COUNT_RULE),
  ),
});

const republication = v.strictObject({
  participant: v.optional(v.string('participant must be a name')),
});

type OrdersWanted = v.InferOutput<typeof ordersWanted>;
type Republication = v.InferOutput<typeof republication>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** On Lambda the answer waits until what was made is published. */
    publishes?: boolean;
  }
}

/** `/admin/orders` and `/admin/republish`: orders on demand. */
@Controller('admin')
@AdminOnly()
export class PublishingController {
  constructor(@Inject(HQ) private readonly hq: Pick<Hq, 'participants' | 'publisher' | 'republisher'>) {}

  @Post('orders')
  @HttpCode(202)
  @RouteConfig({ publishes: true, deadlineMs: 9_000 })
  async make(@Body({ schema: ordersWanted }) { count }: OrdersWanted) {
    const { participants, publisher } = this.hq;
    const open = await participants.listOpen();
    if (open.length === 0) {
      throw new HttpError(409, 'Nobody is owed orders: no participant is open. Open one first.');
    }
    this.#requireRoom(publisher.hasRoomFor(count));
    const { orderIds, recorded } = publisher.make(count, open);
    await recordedInTime(
      recorded,
      `The ledger does not answer. ${count} orders wait for it and are published when it does.`,
    );
    return { orderIds };
  }

  /** Counts the ledger first. */
  @Post('republish')
  @HttpCode(202)
  @RouteConfig({ publishes: true, deadlineMs: 28_000 })
  async republish(@Body({ schema: republication }) { participant }: Republication) {
    const { publisher, republisher } = this.hq;
    const open = await this.#openOf(participant);
    this.#requireRoom(publisher.backlog <= BACKLOG_LIMIT);
    const { count, more, recorded } = await republisher.republish(open);
    await recordedInTime(
      recorded,
      `The outbox does not have all of the ${count} orders yet; they are published as it takes them.`,
    );
    return { count, more };
  }

  #requireRoom(isThere: boolean): void {
    const { backlog } = this.hq.publisher;
    if (!isThere)
      throw new HttpError(503, `${backlog} orders are not published yet. Try again when they are.`);
  }

  async #openOf(only: string | undefined): Promise<readonly string[]> {
    const all = await this.hq.participants.list();
    const named = all.filter(({ name }) => only === undefined || name === only);
    if (only !== undefined && named.length === 0) throw noSuchParticipant(only);
    return named.filter(isOpen).map(({ name }) => name);
  }
}
