import {
  ForbiddenException,
  Inject,
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { serviceSettings, type ServiceSettings } from '../configuration/index.ts';
import { refusalOfForeignPage } from '../loopback/index.ts';
import { API_KEY_HEADER } from '../orders/index.ts';
import { ParameterStore } from '../parameters/index.ts';
import { isEqual } from './is-equal.ts';

/**
 * Admits requests with the service key (`/interstella/serviceKey`) in `x-api-key`. Services and direct orders use it. HQ's
 * API key is a different one and never crosses the load balancer.
 *
 * With `DIRECT_ORDERS=open` no key is needed, and requests of web pages are refused: a browser posts text/plain to any
 * address without a preflight request, whereas the header with the key needs one.
 */
@Injectable()
export class ServiceKeyGuard implements CanActivate {
  constructor(
    @Inject(serviceSettings.KEY) private readonly settings: ServiceSettings,
    private readonly parameters: ParameterStore,
  ) {}

  /**
   * Returns a promise only if the key must be read, to save processor time on every order.
   *
   * @throws UnauthorizedException @throws ForbiddenException
   * @throws ParameterUnavailableError if the key cannot be read now
   */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (this.settings.DIRECT_ORDERS === 'keyed') return this.require(request);
    const refusal = refusalOfForeignPage(request.headers);
    if (refusal !== undefined) throw new ForbiddenException(refusal);
    return true;
  }

  /** Requires the key even with `DIRECT_ORDERS=open`. Throws as {@link canActivate} does. */
  require({ headers }: Pick<FastifyRequest, 'headers'>): true | Promise<true> {
    const presented = headers[API_KEY_HEADER];
    if (typeof presented !== 'string') {
      throw new UnauthorizedException('The service key is missing: send it in the header x-api-key.');
    }
    const expected = this.parameters.get('SERVICE_KEY');
    if (typeof expected === 'string' && isEqual(presented, expected)) return true;
    return this.#compare(presented, expected);
  }

  async #compare(presented: string, expected: string | Promise<string>): Promise<true> {
    if (isEqual(presented, await expected)) return true;
    // The key may have been rotated, and the caller may have the new one.
    if (isEqual(presented, await this.parameters.refresh('SERVICE_KEY'))) return true;
    throw new UnauthorizedException('The service key in the header x-api-key is wrong.');
  }
}
