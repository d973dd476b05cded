import * as v from 'valibot';
import type { Hq } from '../hq.ts';
import { BACKLOG_LIMIT } from '../generator/publisher.ts';
import { isOpen } from '../participants/participant.ts';
import { type Answer, type Ask, Refusal } from './answer.ts';
import { parse } from './parse.ts';
import { noSuchParticipant } from './participant-routes.ts';
import type { Route } from './routes.ts';
import { settledWithin } from './settled-within.ts';

/** How long an answer waits for the ledger, or the outbox, to have the orders. */
const RECORDING_LIMIT_MS = 5_000;

const OrdersWanted = v.strictObject({
  count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000)),
});

const Republication = v.strictObject({ participant: v.optional(v.string()) });

/** Orders on demand. */
export const orderRoutes: readonly Route[] = [
  { method: 'POST', path: '/admin/orders', answer: makeOrders },
  { method: 'POST', path: '/admin/republish', answer: republish },
];

async function makeOrders({ participants, publisher }: Hq, { body }: Ask): Promise<Answer> {
  const { count } = parse(OrdersWanted, body);
  const open = await participants.listOpen();
  if (open.length === 0) {
    throw new Refusal(409, 'Nobody is owed orders: no participant is open. Open one first.');
  }
  if (!publisher.hasRoomFor(count)) {
    throw new Refusal(503, `${publisher.backlog} orders are not published yet. Try again when they are.`);
  }
  const { orderIds, recorded } = publisher.make(count, open);
  if (!(await settledWithin(recorded, RECORDING_LIMIT_MS))) {
    throw new Refusal(
      503,
      `The ledger does not answer. ${count} orders wait for it and are published when it does.`,
    );
  }
  return { status: 202, body: { orderIds } };
}

async function republish(hq: Hq, { body }: Ask): Promise<Answer> {
  const { participant } = parse(Republication, body);
  const open = await openOf(hq, participant);
  const { publisher, republisher } = hq;
  if (publisher.backlog > BACKLOG_LIMIT) {
    throw new Refusal(503, `${publisher.backlog} orders are not published yet. Try again when they are.`);
  }
  const { count, more, recorded } = await republisher.republish(open);
  if (!(await settledWithin(recorded, RECORDING_LIMIT_MS))) {
    throw new Refusal(
      503,
      `The outbox does not have all of the ${count} orders yet; they are published as it takes them.`,
    );
  }
  return { status: 202, body: { count, more } };
}

async function openOf({ participants }: Hq, only: string | undefined): Promise<readonly string[]> {
  const all = (await participants.list()).filter(({ name }) => only === undefined || name === only);
  if (only !== undefined && all.length === 0) throw noSuchParticipant(only);
  return all.filter(isOpen).map(({ name }) => name);
}
