import * as v from 'valibot';
import type { Hq } from '../hq.ts';
import { isOrderId } from '@interstella/libs/orders';
import { REPUBLISHED_AT_ONCE } from '../generator/republisher.ts';
import { isOpen } from '../ledger/periods.ts';
import { type Answer, type Ask, Refusal } from './answer.ts';
import { parse } from './parse.ts';
import { noSuchParticipant } from './participant-routes.ts';
import type { Route } from './routes.ts';

/** Less than a request has: how long an answer waits for the ledger to have the orders. */
const RECORDING_LIMIT_MS = 3_000;

const OrdersWanted = v.strictObject({
  count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000)),
});

const Republication = v.strictObject({
  participant: v.optional(v.string()),
  after: v.optional(
    v.pipe(
      v.string(),
      v.check((text) => isOrderId(text), 'must be what next was'),
    ),
  ),
});

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
  const orderIds = await within(publisher.make(count));
  if (!orderIds) {
    throw new Refusal(
      503,
      `The ledger does not answer. ${count} orders wait for it and are published when it does.`,
    );
  }
  return { status: 202, body: { orderIds } };
}

async function republish(hq: Hq, { body }: Ask): Promise<Answer> {
  const { participant, after } = parse(Republication, body);
  const open = await openOf(hq, participant);
  const { publisher, republisher } = hq;
  if (!publisher.hasRoomFor(REPUBLISHED_AT_ONCE)) {
    throw new Refusal(503, `${publisher.backlog} orders are not published yet. Try again when they are.`);
  }
  const done = await within(republisher.republish(open, after));
  if (!done)
    throw new Refusal(
      503,
      'The outbox does not have all of the orders yet; they are published as it takes them.',
    );
  return { status: 202, body: { ...done, more: done.next !== null } };
}

/** Undefined when the work takes longer than the answer waits; it goes on. */
async function within<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, RECORDING_LIMIT_MS, undefined);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}

async function openOf({ participants }: Hq, only: string | undefined): Promise<readonly string[]> {
  const all = (await participants.list()).filter(({ name }) => only === undefined || name === only);
  if (only !== undefined && all.length === 0) throw noSuchParticipant(only);
  return all.filter(isOpen).map(({ name }) => name);
}
