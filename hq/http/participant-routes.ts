import * as v from 'valibot';
import type { Hq } from '../hq.ts';
import { isOpen } from '../ledger/periods.ts';
import { type Participant, PARTICIPANT_NAME } from '../participants/participant.ts';
import { type Answer, type Ask, Refusal } from './answer.ts';
import { parse } from './parse.ts';
import type { Route } from './routes.ts';

const QUEUES_LIMIT = 10;

const queueUrl = v.pipe(
  v.string(),
  v.maxLength(500),
  v.url('must be the URL of an SQS queue'),
  v.regex(/^https?:/, 'must begin with http: or https:'),
);

const queueUrls = v.pipe(v.array(queueUrl), v.maxLength(QUEUES_LIMIT));

const DeadLetterQueues = v.strictObject({ urls: queueUrls });

const Acknowledgement = v.strictObject({ reason: v.pipe(v.string(), v.minLength(1), v.maxLength(500)) });

const NewParticipant = v.strictObject({
  name: v.pipe(
    v.string(),
    v.regex(PARTICIPANT_NAME, 'must be 1 to 32 lower-case letters, digits or "-", beginning with a letter'),
  ),
  unattributedExpected: v.optional(v.boolean()),
  directExpected: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000_000))),
  deadLetterQueueUrls: v.optional(queueUrls),
});

/** Who takes part, with which key and queues, and who is owed orders. */
export const participantRoutes: readonly Route[] = [
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
  {
    method: 'POST',
    path: '/admin/participants/:name/round',
    answer: (hq, ask) => changed(ask, hq.participants.beginRound(nameIn(ask))),
  },
  { method: 'POST', path: '/admin/participants/:name/acknowledgements', answer: acknowledge },
  { method: 'DELETE', path: '/admin/participants/:name', answer: remove },
  { method: 'POST', path: '/admin/participants/:name/key', answer: rotateKey },
  { method: 'GET', path: '/admin/ledger/standings', answer: listStandings },
  { method: 'GET', path: '/admin/ledger', answer: readWindow },
  {
    method: 'PUT',
    path: '/admin/participants/:name/dead-letter-queues',
    answer: (hq, ask) =>
      changed(ask, hq.participants.setDeadLetterQueues(nameIn(ask), parse(DeadLetterQueues, ask.body).urls)),
  },
];

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

async function acknowledge({ participants, acknowledgements }: Hq, ask: Ask): Promise<Answer> {
  const name = nameIn(ask);
  const { reason } = parse(Acknowledgement, ask.body);
  if (!(await participants.list()).some((one) => one.name === name)) throw noSuchParticipant(name);
  await acknowledgements.acknowledge(name, reason);
  return { status: 200, body: { name, reason } };
}

async function remove({ participants }: Hq, ask: Ask): Promise<Answer> {
  const name = nameIn(ask);
  if (!(await participants.remove(name))) throw noSuchParticipant(name);
  return { status: 200, body: { name } };
}

/** What is counted, to be held against what the lanes say. */
async function listStandings({ ledger }: Hq, { query }: Ask): Promise<Answer> {
  const standings = await ledger.standings(query.participant);
  if (query.participant !== undefined && standings.length === 0) throw noSuchParticipant(query.participant);
  return { status: 200, body: { standings } };
}

/** The ledger as it was written, some buckets at a time. */
async function readWindow({ ledger }: Hq, { query }: Ask): Promise<Answer> {
  const from = Number(query.from ?? 1);
  if (!Number.isSafeInteger(from) || from < 1) {
    throw new Refusal(400, 'The query parameter from must be what next was.', 'from');
  }
  return { status: 200, body: await ledger.window(from) };
}

async function changed(ask: Ask, change: Promise<Participant | undefined>): Promise<Answer> {
  const participant = await change;
  if (!participant) throw noSuchParticipant(nameIn(ask));
  return { status: 200, body: described(participant) };
}

function described(participant: Participant) {
  const { name, createdAt, unattributedExpected, directExpected, deadLetterQueueUrls, periods } = participant;
  const time = (at: number) => new Date(at).toISOString();
  return {
    name,
    open: isOpen({ periods }),
    createdAt: time(createdAt),
    unattributedExpected,
    ...(directExpected !== undefined && { directExpected }),
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

export function noSuchParticipant(name: string): Refusal {
  return new Refusal(
    404,
    `There is no participant ${JSON.stringify(name.slice(0, 40))}. Add it first.`,
    'name',
  );
}
