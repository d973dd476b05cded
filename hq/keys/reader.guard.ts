import {
  applyDecorators,
  Injectable,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { DescribeSecurity } from '@interstella/libs/keys';
import { API_KEY_HEADER } from '@interstella/libs/orders';
import { HttpError } from '@interstella/libs/web';
import type { FastifyRequest } from 'fastify';
import { ADMIN_KEY_HEADER, ADMIN_KEY_SECURITY, AdminKeyGuard } from './admin-key.guard.ts';
import { API_KEY_SECURITY, ApiKeyGuard } from './api-key.guard.ts';

/** Lets through the instructor, who may read everything, and participants, who may read their own part. */
@Injectable()
export class ReaderGuard implements CanActivate {
  constructor(
    private readonly adminKey: AdminKeyGuard,
    private readonly apiKey: ApiKeyGuard,
  ) {}

  /** @throws HttpError 401 or 403 */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.headers[ADMIN_KEY_HEADER] !== undefined) await this.adminKey.require(request);
    else if (request.headers[API_KEY_HEADER] !== undefined) await this.apiKey.require(request);
    else {
      const message = `Send HQ's admin key in the header ${ADMIN_KEY_HEADER}, or your API key in the header ${API_KEY_HEADER}. GET /summary needs none.`;
      throw new HttpError(401, message, API_KEY_HEADER);
    }
    return true;
  }
}

/** The route is for the instructor and, as far as it concerns them, for participants. */
export const Readers = () =>
  applyDecorators(
    UseGuards(ReaderGuard),
    DescribeSecurity({ [ADMIN_KEY_SECURITY]: [] }, { [API_KEY_SECURITY]: [] }),
  );
