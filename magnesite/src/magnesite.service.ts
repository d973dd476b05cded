import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { serviceSettings, type ServiceSettings } from '@interstella/libs/configuration';
import type { Order } from '@interstella/libs/deliveries';
import { FulfillmentClient } from '@interstella/libs/fulfillment';
import { Revision } from '@interstella/libs/revision';

/** Gathers magnesite. In the workshop's story that is mining; here it is a log line and GATHER_MS of time. */
@Injectable()
export class MagnesiteService {
  readonly #logger = new Logger(MagnesiteService.name);

  constructor(
    @Inject(serviceSettings.KEY) private readonly settings: ServiceSettings,
    private readonly monolith: FulfillmentClient,
    private readonly revision: Revision,
  ) {}

  /** Resolves once the monolith has had HQ record the order. */
  async fulfill({ id }: Order): Promise<string> {
    const { GATHER_MS } = this.settings;
    this.#logger.log('Gathering Requested Items');
    this.#logger.log('Getting Magnesite');
    if (GATHER_MS > 0) await delay(GATHER_MS);
    await this.monolith.fulfill({
      orderId: id,
      fulfilledBy: 'magnesite',
      revision: this.revision.value,
      resources: ['magnesite'],
    });
    this.#logger.log('Magnesite fulfilled');
    return 'Your order has been fulfilled';
  }
}
