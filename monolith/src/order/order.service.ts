import { ConflictException, Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { serviceSettings, type ServiceSettings } from '@interstella/libs/configuration';
import type { Order } from '@interstella/libs/deliveries';
import { FulfillmentClient } from '@interstella/libs/fulfillment';
import { Revision } from '@interstella/libs/revision';
import { IridiumService } from '../iridium/iridium.service.ts';
import { MagnesiteService } from '../magnesite/magnesite.service.ts';

/** Fulfills bundles: gathers what the tag of this image still gathers, and has HQ record it. */
@Injectable()
export class OrderService {
  readonly #logger = new Logger(OrderService.name);
  readonly #features: readonly (IridiumService | MagnesiteService)[];

  constructor(
    @Inject(serviceSettings.KEY) private readonly settings: ServiceSettings,
    private readonly hq: FulfillmentClient,
    private readonly revision: Revision,
    // Absent in an image whose tag no longer gathers it.
    @Optional() iridium?: IridiumService,
    @Optional() magnesite?: MagnesiteService,
  ) {
    this.#features = [iridium, magnesite].filter((feature) => feature !== undefined);
  }

  async fulfill({ id, origin }: Order): Promise<string> {
    if (this.#features.length === 0) return this.#passOver(origin);
    this.#logger.log('Gathering Requested Items');
    // At the same time: they do not depend on each other.
    await Promise.all(this.#features.map((feature) => feature.gather()));
    const resources = this.#features.map(({ resource }) => resource);
    await this.hq.fulfill({
      orderId: id,
      fulfilledBy: 'monolith',
      revision: this.revision.value,
      resources,
    });
    this.#logger.log('Bundle fulfilled');
    return 'Your order has been fulfilled';
  }

  /** The microservices get a published order through their own topics; a direct one has reached this monolith alone. */
  #passOver(origin: Order['origin']): string {
    if (origin === 'direct') {
      const paths = this.settings.RESOURCES.map((name) => `/${name}/`).join(' and ');
      throw new ConflictException(`This monolith gathers nothing any more. Order from ${paths}.`);
    }
    this.#logger.log('Nothing left to gather');
    return 'Nothing left to gather';
  }
}
