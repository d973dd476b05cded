import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import type { MonolithSettings } from '@interstella/libs/configuration';
import { DELIVERED, FulfillmentClient } from '@interstella/libs/fulfillment';
import { textOf, type TextRequest } from '@interstella/libs/service';
import { ServiceKey } from '@interstella/libs/service-key';
import { parseClaim } from './parse-claim.ts';

/** `POST /fulfill/`, the integration hook `glueFulfill`: what microservices gathered, fulfilled on their behalf. */
@Controller('fulfill')
export class FulfillController {
  readonly #resources: readonly string[];

  constructor(
    private readonly hq: FulfillmentClient,
    private readonly serviceKey: ServiceKey,
    settings: ConfigService<MonolithSettings, true>,
  ) {
    this.#resources = settings.get('RESOURCES', { infer: true });
  }

  @Post()
  @HttpCode(200)
  async glueFulfill(@Req() request: TextRequest): Promise<string> {
    await this.serviceKey.check(request.headers);
    const idRequired = this.serviceKey.isRequired;
    await this.hq.fulfill(parseClaim(textOf(request), request.headers, this.#resources, idRequired));
    return DELIVERED;
  }
}
