import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { Environment } from '../program.ts';
import { ServiceUnderTest, type ServiceKind } from '../service-under-test.ts';
import type { SnsSigner } from '../sns-signer.ts';

/** Services that several `describe` of a file share, by kind and environment. Each starts with the first of them that runs. */
const shared = new Map<string, Promise<ServiceUnderTest>>();

// Of the file: Jest skips the hooks of a `describe` none of whose tests is chosen.
afterAll(async () => {
  await Promise.all([...shared.values()].map(async (service) => (await service).close()));
});

/**
 * Starts one service for all tests of a `describe`, and resets its upstream before each test. Returns a function that gives
 * the service once the tests run.
 *
 * @param env what differs from the usual environment. Where it is known before the tests begin, all tests of the file
 *   with the same one share a service; a function is asked when the tests begin, and has a service of its own
 */
export function useService(
  kind: ServiceKind,
  env: Environment | (() => Environment | Promise<Environment>) = {},
  sns?: () => Promise<SnsSigner>,
): () => ServiceUnderTest {
  let service: ServiceUnderTest | undefined;
  if (typeof env === 'function') {
    beforeAll(async () => {
      service = await ServiceUnderTest.start(kind, await env(), await sns?.());
    });
    afterAll(() => service?.close());
  } else {
    beforeAll(async () => {
      service = await sharedService(kind, env);
    });
  }
  // Before, so that an `afterEach` sees what the test did.
  beforeEach(() => {
    service?.upstream.reset();
  });
  return () => {
    if (!service) throw new Error('The service did not start.');
    return service;
  };
}

function sharedService(kind: ServiceKind, env: Environment): Promise<ServiceUnderTest> {
  const key = JSON.stringify([kind.room, env]);
  const service = shared.get(key) ?? ServiceUnderTest.start(kind, env);
  shared.set(key, service);
  return service;
}
