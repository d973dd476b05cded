export { isEqual } from './is-equal.ts';
export { ServiceKeyGuard } from './service-key.guard.ts';
export { API_SECURITY, Keyed, SERVICE_KEY_SECURITY } from './keyed.ts';
export { ServiceKeyModule } from './service-key.module.ts';
