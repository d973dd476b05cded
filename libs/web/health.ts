import { Injectable, ServiceUnavailableException } from '@nestjs/common';

/** Answers a load balancer's health checks. Makes no upstream call. */
@Injectable()
export class Health {
  #stopping = false;

  get isStopping(): boolean {
    return this.#stopping;
  }

  beginStopping(): void {
    this.#stopping = true;
  }

  /** @throws ServiceUnavailableException (503) during shutdown */
  check(): string {
    if (this.#stopping) throw new ServiceUnavailableException('Shutting down');
    return 'OK';
  }
}
