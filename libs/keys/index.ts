export { isEqual } from './is-equal.ts';
export { ServiceKeyGuard } from './service-key.guard.ts';
export { DescribeSecurity, Keyed, SERVICE_KEY_SECURITY } from './keyed.ts';
export { ServiceKeyModule } from './service-key.module.ts';
