import { expect } from '@jest/globals';
import type { ServiceUnderTest } from '../service-under-test.ts';

/**
 * Expects that the service has sent nothing upstream since the test began.
 *
 * The requests tell it: a service keeps its connections open after an order, and the next order opens none. A connection
 * without a request is one too many, too.
 */
export function expectNobodyAsked({ upstream }: Pick<ServiceUnderTest, 'upstream'>): void {
  expect({ requests: upstream.requests, connections: upstream.connections }).toEqual({
    requests: [],
    connections: 0,
  });
}
