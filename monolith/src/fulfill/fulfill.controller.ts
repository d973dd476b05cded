import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { DELIVERED, FulfillmentClient } from '@interstella/libs/fulfillment';
import { Keyed } from '@interstella/libs/keys';
import type { Resource } from '@interstella/libs/orders';
import { setOrderId } from '@interstella/libs/request-context';
import { RequestHeaders } from '@interstella/libs/web';
import { type ClaimHeaders, ClaimHeadersPipe, DescribeClaimHeaders } from './claim-headers.pipe.ts';
import { claimedResource, KnownResourcePipe } from './claimed-resource.ts';

/** `POST /fulfill/`, the integration hook `glueFulfill`: fulfills what microservices gathered. */
@Controller('fulfill')
export class FulfillController {
  constructor(private readonly hq: FulfillmentClient) {}

  @Post()
  @HttpCode(200)
  @Keyed()
  @DescribeClaimHeaders()
  async glueFulfill(
    @Body({ schema: claimedResource, pipes: [KnownResourcePipe] }) resource: Resource,
    @RequestHeaders(ClaimHeadersPipe) headers: ClaimHeaders,
  ): Promise<string> {
    setOrderId(headers.orderId);
    await this.hq.fulfill({ ...headers, resources: [resource] });
    return DELIVERED;
  }
}
