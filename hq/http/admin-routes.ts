import { createHash, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import type { Hq } from '../hq.ts';
import { isOpen, type Participant, PARTICIPANT_NAME } from '../participants/participant.ts';
import { type Answer, type Ask, Refusal } from './answer.ts';
import type { Route } from './routes.ts';

export const ADMIN_KEY_HEADER = 'x-admin-key';

/** How long POST /admin/orders waits for the ledger. */
const RECORDING_LIMIT_MS = 5_000;

const queueUrl = v.pipe(
  v.string(),
  v.maxLength(500),
  v.url('must be the URL of an SQS queue'),
  v.regex(/^https?:/, 'must begin with http: or https:'),
);

const NewParticipant = v.strictObject({
  name: v.pipe(
    v.string(),
    v.regex(PARTICIPANT_NAME, 'must be 1 to 32 lower-case letters, digits or "-", beginning with a letter'),
  ),
  unattributedExpected: v.optional(v.boolean()),
  deadLetterQueueUrls: v.optional(v.pipe(v.array(queueUrl), v.maxLength(10))),
});

const GeneratorChange = v.strictObject({
  rate: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1_000))),
  burst: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))),
  count: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000_000)))),
  paused: v.optional(v.boolean()),
});

const OrdersWanted = v.strictObject({
  count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000)),
});

const ROUTES: readonly Route[] = [
  { method: 'POST', path: '/admin/participants', answer: addParticipant },
  { method: 'GET', path: '/admin/participants', answer: listParticipants },
  {
    method: 'POST',
    path: '/admin/participants/:name/open',
    answer: (hq, ask) => changed(ask, hq.participants.open(nameIn(ask))),
  },
  {
    method: 'POST',
    path: '/admin/participants/:name/close',
    answer: (hq, ask) => changed(ask, hq.participants.close(nameIn(ask))),
  },
  { method: 'POST', path: '/admin/participants/:name/key', answer: rotateKey },
  {
    method: 'GET',
    path: '/admin/generator',
    answer: (hq) => Promise.resolve({ status: 200, body: hq.generator.status() }),
  },
  { method: 'PUT', path: '/admin/generator', answer: setGenerator },
  { method: 'POST', path: '/admin/orders', answer: makeOrders },
];

/** What only the instructor may do. */
export const adminRoutes: readonly Route[] = ROUTES.map((route) => ({
  ...route,
  answer: async (hq, ask) => {
    assertAdmin(hq, ask);
    return route.answer(hq, ask);
  },
}));

function assertAdmin({ adminKey }: Hq, { headers }: Ask): void {
  if (adminKey === undefined) {
    throw new Refusal(
      403,
      'The admin routes are closed: start Interstella HQ with HQ_ADMIN_KEY set to open them.',
    );
  }
  const hash = (key: string) => createHash('sha256').update(key).digest();
  if (!timingSafeEqual(hash(headers[ADMIN_KEY_HEADER] ?? ''), hash(adminKey))) {
    throw new Refusal(
      401,
      `The header ${ADMIN_KEY_HEADER} must be HQ's admin key (HQ_ADMIN_KEY).`,
      ADMIN_KEY_HEADER,
    );
  }
}

async function addParticipant({ participants }: Hq, { body }: Ask): Promise<Answer> {
  const { name, ...options } = parse(NewParticipant, body);
  const apiKey = await participants.add(name, options);
  if (apiKey === undefined) {
    throw new Refusal(
      409,
      `There is a participant ${name} already. Choose another name, or rotate its key.`,
      'name',
    );
  }
  return { status: 201, body: { name, apiKey } };
}

async function listParticipants({ participants }: Hq): Promise<Answer> {
  return { status: 200, body: { participants: (await participants.list()).map(described) } };
}

async function rotateKey({ participants }: Hq, ask: Ask): Promise<Answer> {
  const name = nameIn(ask);
  const apiKey = await participants.rotateKey(name);
  if (apiKey === undefined) throw noSuchParticipant(name);
  return { status: 200, body: { name, apiKey } };
}

async function changed(ask: Ask, change: Promise<Participant | undefined>): Promise<Answer> {
  const participant = await change;
  if (!participant) throw noSuchParticipant(nameIn(ask));
  return { status: 200, body: described(participant) };
}

function setGenerator({ generator }: Hq, { body }: Ask): Promise<Answer> {
  const { rate, burst, count, paused } = parse(GeneratorChange, body);
  const status = generator.set({
    ...(rate === undefined ? {} : { rate }),
    ...(burst === undefined ? {} : { burst }),
    ...(count === undefined ? {} : { count }),
    ...(paused === undefined ? {} : { paused }),
  });
  return Promise.resolve({ status: 200, body: status });
}

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

async function settledWithin(work: Promise<void>, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, limitMs, false);
  });
  try {
    return await Promise.race([work.then(() => true), limit]);
  } finally {
    clearTimeout(timer);
  }
}

function described({ name, createdAt, unattributedExpected, deadLetterQueueUrls, periods }: Participant) {
  const time = (at: number) => new Date(at).toISOString();
  return {
    name,
    open: isOpen({ name, createdAt, unattributedExpected, deadLetterQueueUrls, periods }),
    createdAt: time(createdAt),
    unattributedExpected,
    deadLetterQueueUrls,
    periods: periods.map(({ openedAt, closedAt }) => ({
      openedAt: time(openedAt),
      closedAt: closedAt === undefined ? null : time(closedAt),
    })),
  };
}

function nameIn({ params }: Ask): string {
  const name = params.name ?? '';
  if (!PARTICIPANT_NAME.test(name)) throw noSuchParticipant(name);
  return name;
}

function noSuchParticipant(name: string): Refusal {
  return new Refusal(
    404,
    `There is no participant ${JSON.stringify(name.slice(0, 40))}. Add it first.`,
    'name',
  );
}

function parse<S extends v.GenericSchema>(schema: S, body: string): v.InferOutput<S> {
  let value: unknown;
  try {
    value = JSON.parse(body === '' ? '{}' : body);
  } catch {
    throw new Refusal(400, 'The body must be JSON.', 'body');
  }
  if (Array.isArray(value)) throw new Refusal(400, 'The body must be a JSON object.', 'body');
  const judged = v.safeParse(schema, value, { abortEarly: true });
  if (judged.success) return judged.output;
  const [issue] = judged.issues;
  const field = v.getDotPath(issue) ?? 'body';
  throw new Refusal(400, `${field}: ${issue.message.slice(0, 200)}`, field.slice(0, 40));
}
