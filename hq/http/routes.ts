import { isOrderId } from '@interstella/libs/orders';
import type { Hq } from '../hq.ts';
import { receive } from '../receiving/receive.ts';
import { assertAdmin } from './admin-key.ts';
import { adminRoutes } from './admin-routes.ts';
import { type Answer, type Ask, Refusal } from './answer.ts';

/** One of HQ's routes; a path segment such as `:name` is a parameter. Trailing slashes do not matter. */
export interface Route {
  readonly method: 'DELETE' | 'GET' | 'POST' | 'PUT';
  readonly path: string;
  /** @throws Refusal */
  readonly answer: (hq: Hq, ask: Ask) => Promise<Answer>;
}

const receiving: Route['answer'] = (hq, ask) => receive(hq, ask);

/** Everything that HQ answers, except its health: that is the server's to know. */
export const ROUTES: readonly Route[] = [
  { method: 'POST', path: '/receiving', answer: receiving },
  { method: 'PUT', path: '/receiving', answer: receiving },
  { method: 'GET', path: '/report', answer: report },
  { method: 'GET', path: '/orders/:id', answer: order },
  ...adminRoutes,
];

/** An audit here reads all lanes within the time of one request; the client asks for a large ledger in pieces. */
async function report(hq: Hq, ask: Ask): Promise<Answer> {
  const { query } = ask;
  const audit = query.audit === 'true';
  if (query.audit !== undefined && !audit && query.audit !== 'false') {
    throw new Refusal(400, 'The query parameter audit must be true or false.', 'audit');
  }
  if (audit) assertAdmin(hq, ask);
  const body = await hq.reporter.report({ participant: query.participant, audit });
  if (!body) {
    throw new Refusal(404, `There is no participant ${JSON.stringify(query.participant?.slice(0, 40))}.`);
  }
  return { status: 200, body };
}

async function order(hq: Hq, { params }: Ask): Promise<Answer> {
  if (!isOrderId(params.id)) throw new Refusal(400, 'The path must end in an order id.', 'id');
  const names = (await hq.participants.list()).map(({ name }) => name);
  const body = await hq.orderStatus(names, params.id);
  if (body.participants.length === 0) throw new Refusal(404, `The ledger knows no order ${params.id}.`);
  return { status: 200, body };
}

/**
 * Turns what a route threw into an answer. What is not a refusal is a store that did not answer, or a fault: both are
 * worth another try, so both are 503; the cause goes to the log and not to whoever asked.
 */
export function answerTo(error: unknown): Answer {
  if (error instanceof Refusal) {
    const { status, message, field } = error;
    return { status, body: { error: message, ...(field === undefined ? {} : { field }) } };
  }
  return {
    status: 503,
    body: {
      error: 'Interstella HQ could not reach its ledger. Nothing was confirmed; send the request again.',
    },
  };
}
