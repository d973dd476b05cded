import { applyDecorators, SetMetadata, UseGuards } from '@nestjs/common';
import { ServiceKeyGuard } from './service-key.guard.ts';

/** What the OpenAPI document calls the service key. */
export const SERVICE_KEY_SECURITY = 'serviceKey';

/**
 * The key under which @nestjs/swagger's `ApiSecurity` keeps its metadata. Importing that decorator would load the whole
 * package at each start.
 */
export const API_SECURITY = 'swagger/apiSecurity';

/** The route needs the service key, and its OpenAPI description says so. */
export const Keyed = () =>
  applyDecorators(UseGuards(ServiceKeyGuard), SetMetadata(API_SECURITY, [{ [SERVICE_KEY_SECURITY]: [] }]));
