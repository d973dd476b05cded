import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { Environment } from '../program.ts';
import { ServiceUnderTest, type ServiceKind } from '../service-under-test.ts';
import type { SnsSigner } from '../sns-signer.ts';

/**
 * One service for all tests of a `describe`, with its upstream reset after each. What it returns gives the service,
 * which is there once the tests run.
 *
 * @param env what differs from the usual environment; asked for when the tests begin
 */
export function useService(
  kind: ServiceKind,
  env: () => Environment | Promise<Environment> = () => ({}),
  sns?: () => Promise<SnsSigner>,
): () => ServiceUnderTest {
  let service: ServiceUnderTest | undefined;
  beforeAll(async () => {
    service = await ServiceUnderTest.start(kind, await env(), await sns?.());
  });
  afterEach(() => {
    service?.upstream.reset();
  });
  afterAll(() => service?.close());
  return () => {
    if (!service) throw new Error('The service did not start.');
    return service;
  };
}
