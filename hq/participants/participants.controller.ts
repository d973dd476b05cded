import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { HttpError } from '@interstella/libs/web';
import * as v from 'valibot';
import { Hq } from '../hq.ts';
import { AdminOnly } from '../keys/key-guards.ts';
import { isOpen } from '../ledger/periods.ts';
import { noSuchParticipant, ParticipantNamePipe } from './participant-name.pipe.ts';
import { type Participant, PARTICIPANT_NAME } from './participant.ts';

const QUEUES_LIMIT = 10;

const queueUrl = v.pipe(
  v.string(),
  v.maxLength(500),
  v.url('must be the URL of an SQS queue'),
  v.regex(/^https?:/, 'must begin with http: or https:'),
);

const queueUrls = v.pipe(v.array(queueUrl), v.maxLength(QUEUES_LIMIT));

const deadLetterQueues = v.strictObject({ urls: queueUrls });

type DeadLetterQueues = v.InferOutput<typeof deadLetterQueues>;

const acknowledgement = v.strictObject({ reason: v.pipe(v.string(), v.minLength(1), v.maxLength(500)) });

type Acknowledgement = v.InferOutput<typeof acknowledgement>;

/** For how many minutes the old key stays valid. */
const rotation = v.strictObject({
  overlapMinutes: v.optional(v.pipe(v.picklist(['0', '15', '60', '1440']), v.transform(Number)), '0'),
});

type Rotation = v.InferOutput<typeof rotation>;

const newParticipant = v.strictObject({
  name: v.pipe(
    v.string(),
    v.regex(PARTICIPANT_NAME, 'must be 1 to 32 lower-case letters, digits or "-", beginning with a letter'),
  ),
  unattributedExpected: v.exactOptional(v.boolean()),
  directExpected: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000_000))),
  deadLetterQueueUrls: v.exactOptional(queueUrls),
});

type NewParticipant = v.InferOutput<typeof newParticipant>;

const Name = () => Param('name', ParticipantNamePipe);

/** `/admin/participants`: manages participants, their API keys and dead-letter queues, and who is owed orders. */
@Controller('admin/participants')
@AdminOnly()
export class ParticipantsController {
  constructor(private readonly hq: Hq) {}

  @Post()
  async add(@Body({ schema: newParticipant }) { name, ...options }: NewParticipant) {
    const apiKey = await this.hq.participants.add(name, options);
    if (apiKey !== undefined) return { name, apiKey };
    const message = `Participant ${name} exists already. Choose another name, or rotate its key.`;
    throw new HttpError(409, message, 'name');
  }

  @Get()
  async list() {
    return { participants: (await this.hq.participants.list()).map(described) };
  }

  @Delete(':name')
  async remove(@Name() name: string) {
    if (!(await this.hq.participants.remove(name))) throw noSuchParticipant(name);
    return { name };
  }

  @Post(':name/open')
  @HttpCode(200)
  async open(@Name() name: string) {
    return described(known(name, await this.hq.participants.open(name)));
  }

  @Post(':name/close')
  @HttpCode(200)
  async close(@Name() name: string) {
    return described(known(name, await this.hq.participants.close(name)));
  }

  /** Resets the participant's counts. */
  @Post(':name/round')
  @HttpCode(200)
  async beginRound(@Name() name: string) {
    return described(known(name, await this.hq.participants.beginRound(name)));
  }

  /** Acknowledges what is red now, with a reason. */
  @Post(':name/acknowledgements')
  @HttpCode(200)
  async acknowledge(@Name() name: string, @Body({ schema: acknowledgement }) { reason }: Acknowledgement) {
    if ((await this.hq.participants.list(name)).length === 0) throw noSuchParticipant(name);
    await this.hq.reporter.acknowledge(name, reason);
    return { name, reason };
  }

  @Post(':name/key')
  @HttpCode(200)
  async rotateKey(@Name() name: string, @Query({ schema: rotation }) { overlapMinutes }: Rotation) {
    const apiKey = await this.hq.participants.rotateKey(name, overlapMinutes * 60_000);
    return { name, apiKey: known(name, apiKey) };
  }

  @Put(':name/dead-letter-queues')
  async setDeadLetterQueues(
    @Name() name: string,
    @Body({ schema: deadLetterQueues }) { urls }: DeadLetterQueues,
  ) {
    return described(known(name, await this.hq.participants.setDeadLetterQueues(name, urls)));
  }
}

function known<T>(name: string, found: T | undefined): T {
  if (found === undefined) throw noSuchParticipant(name);
  return found;
}

function described(participant: Participant) {
  const time = (at: number) => new Date(at).toISOString();
  const timeOrNull = (at: number | undefined) => (at === undefined ? null : time(at));
  return {
    ...participant,
    open: isOpen(participant),
    createdAt: time(participant.createdAt),
    keys: participant.keys.map(({ end, createdAt, validUntil, usedAt }) => ({
      end,
      createdAt: time(createdAt),
      validUntil: timeOrNull(validUntil),
      usedAt: timeOrNull(usedAt),
    })),
    periods: participant.periods.map(({ openedAt, closedAt }) => ({
      openedAt: time(openedAt),
      closedAt: timeOrNull(closedAt),
    })),
  };
}
