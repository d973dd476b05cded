import { randomBytes } from 'node:crypto';
import { Body, Controller, HttpCode, Post, Put } from '@nestjs/common';
import type { Resource } from '@interstella/libs/orders';
import { setOrderId } from '@interstella/libs/request-context';
import { RequestHeaders } from '@interstella/libs/web';
import { Hq } from '../hq.ts';
import { Caller, ParticipantsOnly } from '../keys/key-guards.ts';
import { ClaimedResourcesPipe, type ClaimHeaders, ClaimHeadersPipe } from './claim.pipes.ts';

/** `POST` or `PUT /receiving/`, the fulfillment API: answers `success` once the ledger has a claim, the first or a repeat. */
@Controller('receiving')
@ParticipantsOnly()
export class ReceivingController {
  constructor(private readonly hq: Hq) {}

  @Post()
  @HttpCode(200)
  async receive(
    @Caller() participant: string,
    @RequestHeaders(ClaimHeadersPipe) { orderId, by }: ClaimHeaders,
    @Body(ClaimedResourcesPipe) resources: readonly Resource[],
  ): Promise<string> {
    setOrderId(orderId);
    // Made once per request, so that every request is counted, and once.
    const attemptId = randomBytes(9).toString('base64url');
    await this.hq.claims.claim({ participant, orderId, resources, by, at: this.hq.now(), attemptId });
    this.hq.inFlight.claimed(participant, orderId, resources);
    return 'success';
  }

  @Put()
  put(
    @Caller() participant: string,
    @RequestHeaders(ClaimHeadersPipe) headers: ClaimHeaders,
    @Body(ClaimedResourcesPipe) resources: readonly Resource[],
  ): Promise<string> {
    return this.receive(participant, headers, resources);
  }
}
