import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { serviceSettings, type ServiceSettings } from '@interstella/libs/configuration';

/** Gathers magnesite. In the workshop's story that is mining; here it is a log line and GATHER_MS of time. */
@Injectable()
export class MagnesiteService {
  readonly resource = 'magnesite';
  readonly #logger = new Logger(MagnesiteService.name);

  constructor(@Inject(serviceSettings.KEY) private readonly settings: ServiceSettings) {}

  async gather(): Promise<void> {
    this.#logger.log('Getting Magnesite');
    if (this.settings.GATHER_MS > 0) await delay(this.settings.GATHER_MS);
  }
}
