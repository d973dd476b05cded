import { randomBytes } from 'node:crypto';
import { Body, Controller, HttpCode, Inject, Post, Put } from '@nestjs/common';
import type { Resource } from '@interstella/libs/orders';
import { setOrderId } from '@interstella/libs/request-context';
import { RequestHeaders } from '@interstella/libs/web';
import type { Hq } from '../hq.ts';
import { HQ } from '../hq.token.ts';
import { Participant, ParticipantsOnly } from '../keys/api-key.guard.ts';
import { type ClaimHeaders, ClaimHeadersPipe } from './claim-headers.pipe.ts';
import { FulfilledResourcesPipe } from './fulfilled-resources.pipe.ts';

/** `POST` or `PUT /receiving/`, the fulfillment API: answers `success` once the ledger has a claim, the first or a repeat. */
@Controller('receiving')
@ParticipantsOnly()
export class ReceivingController {
  constructor(@Inject(HQ) private readonly hq: Pick<Hq, 'ledger' | 'now'>) {}

  @Post()
  @HttpCode(200)
  async receive(
    @Participant() participant: string,
    @RequestHeaders(ClaimHeadersPipe) { orderId, by }: ClaimHeaders,
    @Body(FulfilledResourcesPipe) resources: readonly Resource[],
  ): Promise<string> {
    setOrderId(orderId);
    // Made once per request, so that a repeated write counts once, and every request is counted.
    const attemptId = randomBytes(9).toString('base64url');
    const attempt = { attemptId, resources, by, at: this.hq.now() };
    await this.hq.ledger.claim({ participant, orderId }, attempt);
    return 'success';
  }

  @Put()
  put(
    @Participant() participant: string,
    @RequestHeaders(ClaimHeadersPipe) headers: ClaimHeaders,
    @Body(FulfilledResourcesPipe) resources: readonly Resource[],
  ): Promise<string> {
    return this.receive(participant, headers, resources);
  }
}
