import { applyDecorators, SetMetadata, UseGuards } from '@nestjs/common';
import { ServiceKeyGuard } from './service-key.guard.ts';

/** The name of the service key in the OpenAPI document. */
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
 * Same metadata as `ApiSecurity` and `ApiResponse` of @nestjs/swagger, without the cost of loading that package.
 *
 * @param alternatives a request needs one of them
 */
export const DescribeSecurity = (...alternatives: readonly Readonly<Record<string, readonly string[]>>[]) =>
  applyDecorators(
    SetMetadata('swagger/apiSecurity', alternatives),
    SetMetadata('swagger/apiResponse', RESPONSES),
  );

/** The route needs the service key. Also describes this in OpenAPI. */
export const Keyed = () =>
  applyDecorators(UseGuards(ServiceKeyGuard), DescribeSecurity({ [SERVICE_KEY_SECURITY]: [] }));
