import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { Environment } from '../program.ts';
import { ServiceUnderTest, type ServiceKind } from '../service-under-test.ts';
import type { SnsSigner } from '../sns-signer.ts';

/** A service that several `describe` of a file share: it starts with the first and ends with the last of them. */
class SharedService {
  #users = 0;
  #started: Promise<ServiceUnderTest> | undefined;

  /** Called while tests are declared. */
  addUser(): void {
    this.#users += 1;
  }

  start(kind: ServiceKind, env: Environment): Promise<ServiceUnderTest> {
    this.#started ??= ServiceUnderTest.start(kind, env);
    return this.#started;
  }

  async leave(): Promise<void> {
    this.#users -= 1;
    if (this.#users === 0) await (await this.#started)?.close();
  }
}

/** Of this file, by kind and environment. */
const shared = new Map<string, SharedService>();

/**
 * Starts one service for all tests of a `describe`, and resets its upstream after each test. Returns a function that gives
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
    const one = sharedService(kind, env);
    one.addUser();
    beforeAll(async () => {
      service = await one.start(kind, env);
    });
    afterAll(() => one.leave());
  }
  afterEach(() => {
    service?.upstream.reset();
  });
  return () => {
    if (!service) throw new Error('The service did not start.');
    return service;
  };
}

function sharedService({ room }: ServiceKind, env: Environment): SharedService {
  const key = JSON.stringify([room, env]);
  const known = shared.get(key) ?? new SharedService();
  shared.set(key, known);
  return known;
}
