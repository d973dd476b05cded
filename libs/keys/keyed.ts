import { applyDecorators, SetMetadata, UseGuards } from '@nestjs/common';
import { ServiceKeyGuard } from './service-key.guard.ts';

/** What the OpenAPI document calls the service key. */
export const SERVICE_KEY_SECURITY = 'serviceKey';

const RESPONSES = {
  200: { description: 'Done.' },
  400: { description: 'The request is malformed.' },
  401: { description: 'The key is missing or wrong.' },
  403: { description: 'The request is of no allowed sender.' },
  413: { description: 'The body is too large.' },
  415: { description: 'The content type is malformed.' },
  503: { description: 'Not fulfilled, please repeat.' },
};

/**
 * What @nestjs/swagger's `ApiSecurity` and `ApiResponse` would note on a route. Importing them would load the whole
 * package at each start.
 *
 * @param alternatives of which a request needs one
 */
export const DescribeSecurity = (...alternatives: readonly Readonly<Record<string, readonly string[]>>[]) =>
  applyDecorators(
    SetMetadata('swagger/apiSecurity', alternatives),
    SetMetadata('swagger/apiResponse', RESPONSES),
  );

/** The route needs the service key, and its OpenAPI description says so. */
export const Keyed = () =>
  applyDecorators(UseGuards(ServiceKeyGuard), DescribeSecurity({ [SERVICE_KEY_SECURITY]: [] }));
