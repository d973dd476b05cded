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
 * Lets through requests that have the service key in `x-api-key`: `/interstella/serviceKey`, by which services know each
 * other, and which direct orders need. HQ's key is another one and never crosses the load balancer.
 *
 * Where `DIRECT_ORDERS=open` drops the need for a key, requests of web pages are refused: browsers post text/plain to any
 * address without asking, and would have to ask before they send the header with the key.
 */
@Injectable()
export class ServiceKeyGuard implements CanActivate {
  constructor(
    @Inject(serviceSettings.KEY) private readonly settings: ServiceSettings,
    private readonly parameters: ParameterStore,
  ) {}

  /**
   * Answers at once where it can: each promise on an order's way costs processor time.
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

  /** Demands the key, also where orders need none. Throws as {@link canActivate} does. */
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
    // The key may have been rotated: the caller may have the new one.
    if (isEqual(presented, await this.parameters.refresh('SERVICE_KEY'))) return true;
    throw new UnauthorizedException('The service key in the header x-api-key is wrong.');
  }
}
