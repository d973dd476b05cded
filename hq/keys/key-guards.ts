import {
  applyDecorators,
  createParamDecorator,
  Injectable,
  SetMetadata,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { isEqual } from '@interstella/libs/keys';
import { API_KEY_HEADER } from '@interstella/libs/orders';
import { HttpError, type MetricsKey } from '@interstella/libs/web';
import type { FastifyRequest } from 'fastify';
import { Hq } from '../hq.ts';

const ADMIN_KEY_HEADER = 'x-admin-key';

/** The headers of the keys, by their names in the OpenAPI document. */
export const KEY_HEADERS = { adminKey: ADMIN_KEY_HEADER, apiKey: API_KEY_HEADER } as const;

/** Longer keys are refused without a lookup. */
const KEY_LENGTH_LIMIT = 200;

/** HQ's admin key. */
export abstract class AdminKey {
  /**
   * The key, or undefined if HQ has none: then the instructor's routes answer 403.
   *
   * @throws TemporaryError if the key cannot be read now
   */
  abstract current(): Promise<string | undefined>;
}

/** Admits requests with HQ's admin key. */
@Injectable()
export class AdminKeyGuard implements CanActivate, MetricsKey {
  constructor(private readonly adminKey: AdminKey) {}

  canActivate(context: ExecutionContext): Promise<true> {
    return this.require(requestOf(context));
  }

  /** @throws HttpError 403 if HQ has no admin key, 401 if the request does not have it */
  async require({ headers }: FastifyRequest): Promise<true> {
    const adminKey = await this.adminKey.current();
    if (adminKey === undefined) {
      throw new HttpError(
        403,
        'This route is for the instructor, and Interstella HQ has no admin key. Start it with HQ_ADMIN_KEY set.',
      );
    }
    if (isEqual(String(headers[ADMIN_KEY_HEADER] ?? ''), adminKey)) return true;
    const message = `The header ${ADMIN_KEY_HEADER} must be HQ's admin key (HQ_ADMIN_KEY).`;
    throw new HttpError(401, message, ADMIN_KEY_HEADER);
  }
}

/** Admits requests with a participant's API key, and stores the participant's name in the request. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(private readonly hq: Hq) {}

  /** @throws HttpError 403 */
  async canActivate(context: ExecutionContext): Promise<true> {
    const request = requestOf(context);
    const apiKey = String(request.headers[API_KEY_HEADER] ?? '');
    const isPlausible = apiKey !== '' && apiKey.length <= KEY_LENGTH_LIMIT;
    const participant = isPlausible ? await this.hq.participants.nameOfKey(apiKey) : undefined;
    if (participant === undefined) {
      const why = apiKey === '' ? 'The header is missing' : 'HQ does not know this one';
      const message = `The header ${API_KEY_HEADER} must be your API key of Interstella HQ. ${why}.`;
      throw new HttpError(403, message, API_KEY_HEADER);
    }
    request.caller = participant;
    return true;
  }
}

/** Admits the instructor, who may read everything, and participants, who may read their own data. */
@Injectable()
export class ReaderGuard implements CanActivate {
  constructor(
    private readonly adminKey: AdminKeyGuard,
    private readonly apiKey: ApiKeyGuard,
  ) {}

  /** @throws HttpError 401 or 403 */
  canActivate(context: ExecutionContext): Promise<true> {
    const { headers } = requestOf(context);
    if (headers[ADMIN_KEY_HEADER] !== undefined) return this.adminKey.canActivate(context);
    if (headers[API_KEY_HEADER] !== undefined) return this.apiKey.canActivate(context);
    const message = `Send HQ's admin key in the header ${ADMIN_KEY_HEADER}, or your API key in the header ${API_KEY_HEADER}. GET /summary needs none.`;
    throw new HttpError(401, message, API_KEY_HEADER);
  }
}

function requestOf(context: ExecutionContext): FastifyRequest {
  return context.switchToHttp().getRequest<FastifyRequest>();
}

/** Same metadata as `ApiSecurity` of @nestjs/swagger, without the cost of loading that package: one of the keys is needed. */
const describeKeys = (...keys: readonly (keyof typeof KEY_HEADERS)[]) =>
  SetMetadata(
    'swagger/apiSecurity',
    keys.map((key) => ({ [key]: [] })),
  );

/** The route, or the controller, is for the instructor. */
export const AdminOnly = () => applyDecorators(UseGuards(AdminKeyGuard), describeKeys('adminKey'));

/** The route is for participants. */
export const ParticipantsOnly = () => applyDecorators(UseGuards(ApiKeyGuard), describeKeys('apiKey'));

/** The route is for the instructor, and for participants who read their own data. */
export const Readers = () => applyDecorators(UseGuards(ReaderGuard), describeKeys('adminKey', 'apiKey'));

/** The name of the participant that sent the request; undefined for the instructor. */
export const Caller = createParamDecorator(
  (_data: unknown, context: ExecutionContext): string | undefined => requestOf(context).caller,
);
