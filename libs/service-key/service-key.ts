import { createHash, timingSafeEqual } from 'node:crypto';
import { ForbiddenException, UnauthorizedException } from '@nestjs/common';
import { refusalOfForeignPage, type RequestHeaders } from '../loopback/index.ts';
import { API_KEY_HEADER } from '../orders/index.ts';
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

  /**
   * Lets a request pass that has the key; where none is needed, one that no web page sent: browsers post as text/plain
   * to any address without asking, and the header with the key is what they would have to ask for.
   *
   * @throws UnauthorizedException @throws ForbiddenException
   * @throws ParameterUnavailableError if the key cannot be had now
   */
  async check(headers: RequestHeaders): Promise<void> {
    if (this.#parameters) {
      await this.#checkKey(headers[API_KEY_HEADER], this.#parameters);
      return;
    }
    const refusal = refusalOfForeignPage(headers);
    if (refusal !== undefined) throw new ForbiddenException(refusal);
  }

  async #checkKey(presented: RequestHeaders[string], parameters: Parameters): Promise<void> {
    if (typeof presented !== 'string') {
      throw new UnauthorizedException('The service key is missing: send it in the header x-api-key.');
    }
    if (isEqual(presented, await parameters.get('SERVICE_KEY'))) return;
    // It may have been rotated, and then who has the new one is right.
    if (isEqual(presented, await parameters.refresh('SERVICE_KEY'))) return;
    throw new UnauthorizedException('The service key in the header x-api-key is wrong.');
  }
}

/** Compares digests, which have one length, so that the time it takes tells nothing about the key. */
function isEqual(presented: string, expected: string): boolean {
  return timingSafeEqual(digest(presented), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
