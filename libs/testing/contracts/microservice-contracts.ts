import { microservice } from '../service-under-test.ts';
import { describeContracts } from './describe-all.ts';

/** Every contract of a microservice that gathers one resource. */
export function describeMicroserviceContracts(resource: string): void {
  describeContracts(microservice(resource), {
    timeLimitMs: 8_000,
    callerLimitMs: 15_000,
    keyParameter: '/interstella/serviceKey',
  });
}
