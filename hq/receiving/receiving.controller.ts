import { randomBytes } from 'node:crypto';
import { Body, Controller, HttpCode, Post, Put } from '@nestjs/common';
import type { Resource } from '@interstella/libs/orders';
import { setOrderId } from '@interstella/libs/request-context';
import { RequestHeaders } from '@interstella/libs/web';
import { Hq } from '../hq.ts';
import { Caller, ParticipantsOnly } from '../keys/key-guards.ts';
import { ClaimedResourcesPipe, type ClaimHeaders, ClaimHeadersPipe } from './claim.pipes.ts';

/** The fulfillment API, `POST` or `PUT /receiving/`. Answers `success` once the ledger has the claim, also a repeated one. */
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
    // One per request, so that each request counts once.
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
