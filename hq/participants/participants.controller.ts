import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { HttpError } from '@interstella/libs/web';
import type { Hq } from '../hq.ts';
import { HQ } from '../hq.token.ts';
import { AdminOnly } from '../keys/admin-key.guard.ts';
import { recordedInTime } from '../recorded-in-time.ts';
import { noSuchParticipant, ParticipantNamePipe } from './participant-name.pipe.ts';
import { isOpen, type Participant } from './participant.ts';
import {
  deadLetterQueues,
  newParticipant,
  type DeadLetterQueues,
  type NewParticipant,
} from './participants.schemas.ts';

/** `/admin/participants`: who takes part, with which key and queues, and who is owed orders. */
@Controller('admin/participants')
@AdminOnly()
export class ParticipantsController {
  constructor(@Inject(HQ) private readonly hq: Pick<Hq, 'participants' | 'publisher'>) {}

  @Post()
  async add(@Body({ schema: newParticipant }) { name, ...options }: NewParticipant) {
    const apiKey = await this.hq.participants.add(name, options);
    if (apiKey !== undefined) return { name, apiKey };
    const message = `There is a participant ${name} already. Choose another name, or rotate its key.`;
    throw new HttpError(409, message, 'name');
  }

  @Get()
  async list() {
    return { participants: (await this.hq.participants.list()).map(described) };
  }

  @Post(':name/open')
  @HttpCode(200)
  async open(@Param('name', ParticipantNamePipe) name: string) {
    return described(known(name, await this.hq.participants.open(name)));
  }

  /** Answers when every order is recorded that was made before: none is recorded for who is closed from then on. */
  @Post(':name/close')
  @HttpCode(200)
  async close(@Param('name', ParticipantNamePipe) name: string) {
    const closed = known(name, await this.hq.participants.close(name));
    await recordedInTime(
      this.hq.publisher.recorded(),
      `${name} is closed, but orders made before are not recorded yet: the ledger does not answer. Ask again.`,
    );
    return described(closed);
  }

  @Post(':name/key')
  @HttpCode(200)
  async rotateKey(@Param('name', ParticipantNamePipe) name: string) {
    return { name, apiKey: known(name, await this.hq.participants.rotateKey(name)) };
  }

  @Put(':name/dead-letter-queues')
  async setDeadLetterQueues(
    @Param('name', ParticipantNamePipe) name: string,
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
  const { name, createdAt, unattributedExpected, deadLetterQueueUrls, periods } = participant;
  const time = (at: number) => new Date(at).toISOString();
  return {
    name,
    open: isOpen(participant),
    createdAt: time(createdAt),
    unattributedExpected,
    deadLetterQueueUrls,
    periods: periods.map(({ openedAt, closedAt }) => ({
      openedAt: time(openedAt),
      closedAt: closedAt === undefined ? null : time(closedAt),
    })),
  };
}
