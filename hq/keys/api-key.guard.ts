import {
  applyDecorators,
  createParamDecorator,
  Inject,
  Injectable,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { DescribeSecurity } from '@interstella/libs/keys';
import { API_KEY_HEADER } from '@interstella/libs/orders';
import { HttpError } from '@interstella/libs/web';
import type { FastifyRequest } from 'fastify';
import type { Hq } from '../hq.ts';
import { HQ } from '../hq.token.ts';

/** What the OpenAPI document calls a participant's key. */
export const API_KEY_SECURITY = 'apiKey';

/** Longer keys are not even looked up. */
const KEY_LENGTH_LIMIT = 200;

/** Lets through who has a participant's API key, and notes whose it is. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(@Inject(HQ) private readonly hq: Pick<Hq, 'participants'>) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    await this.require(context.switchToHttp().getRequest<FastifyRequest>());
    return true;
  }

  /** @throws HttpError 403 */
  async require(request: FastifyRequest): Promise<void> {
    const apiKey = String(request.headers[API_KEY_HEADER] ?? '');
    const isPlausible = apiKey !== '' && apiKey.length <= KEY_LENGTH_LIMIT;
    const participant = isPlausible ? await this.hq.participants.nameOfKey(apiKey) : undefined;
    if (participant === undefined) {
      const why = apiKey === '' ? 'there is none' : 'this one is not known';
      const message = `The header ${API_KEY_HEADER} must be your API key of Interstella HQ; ${why}.`;
      throw new HttpError(403, message, API_KEY_HEADER);
    }
    request.caller = participant;
  }
}

/** The route is for participants; its OpenAPI description says so. */
export const ParticipantsOnly = () =>
  applyDecorators(UseGuards(ApiKeyGuard), DescribeSecurity({ [API_KEY_SECURITY]: [] }));

/** The name of the participant whose key the request has; undefined for the instructor. */
export const Participant = createParamDecorator(
  (_data: unknown, context: ExecutionContext): string | undefined =>
    context.switchToHttp().getRequest<FastifyRequest>().caller,
);
