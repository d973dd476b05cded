import { createHash, timingSafeEqual } from 'node:crypto';
import { UnauthorizedException } from '@nestjs/common';
import type { Parameters } from '../parameters/index.ts';

/**
 * The key that services know each other by, and that direct orders need: `/interstella/serviceKey`, in `x-api-key`. It
 * is not HQ's key, which never crosses the load balancer.
 */
export class ServiceKey {
  readonly #parameters: Parameters | undefined;

  /** @param parameters where the key is; undefined where `DIRECT_ORDERS=open` drops the need for one */
  constructor(parameters: Parameters | undefined) {
    this.#parameters = parameters;
  }

  get isRequired(): boolean {
    return this.#parameters !== undefined;
  }

  /** @throws UnauthorizedException @throws ParameterUnavailableError if the key cannot be had now */
  async check(presented: string | undefined): Promise<void> {
    if (!this.#parameters) return;
    if (presented === undefined) {
      throw new UnauthorizedException('The service key is missing: send it in the header x-api-key.');
    }
    const expected = await this.#parameters.get('SERVICE_KEY');
    // Digests have one length, so that the time of the comparison tells nothing about the key.
    if (timingSafeEqual(digest(presented), digest(expected))) return;
    this.#parameters.forget('SERVICE_KEY');
    throw new UnauthorizedException('The service key in the header x-api-key is wrong.');
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
