import {
  applyDecorators,
  Injectable,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { DescribeSecurity, isEqual } from '@interstella/libs/keys';
import { HttpError, type MetricsKey } from '@interstella/libs/web';
import type { FastifyRequest } from 'fastify';
import { AdminKey } from './admin-key.ts';

export const ADMIN_KEY_HEADER = 'x-admin-key';
/** What the OpenAPI document calls the key. */
export const ADMIN_KEY_SECURITY = 'adminKey';

/** Lets through who has HQ's admin key. */
@Injectable()
export class AdminKeyGuard implements CanActivate, MetricsKey {
  constructor(private readonly adminKey: AdminKey) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    await this.require(context.switchToHttp().getRequest<FastifyRequest>());
    return true;
  }

  /** @throws HttpError 403 where HQ has no admin key, 401 where the request has another one */
  async require({ headers }: Pick<FastifyRequest, 'headers'>): Promise<void> {
    const adminKey = await this.adminKey.current();
    if (adminKey === undefined) {
      throw new HttpError(
        403,
        'What only the instructor may do is closed: start Interstella HQ with HQ_ADMIN_KEY set to open it.',
      );
    }
    if (isEqual(String(headers[ADMIN_KEY_HEADER] ?? ''), adminKey)) return;
    const message = `The header ${ADMIN_KEY_HEADER} must be HQ's admin key (HQ_ADMIN_KEY).`;
    throw new HttpError(401, message, ADMIN_KEY_HEADER);
  }
}

/** The route, or every route of the controller, is the instructor's; its OpenAPI description says so. */
export const AdminOnly = () =>
  applyDecorators(UseGuards(AdminKeyGuard), DescribeSecurity({ [ADMIN_KEY_SECURITY]: [] }));
