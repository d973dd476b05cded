import { describe, expect, it } from '@jest/globals';
import type { ServiceKind } from '../service-under-test.ts';
import { useService } from './use-service.ts';

/** `x-interstella-revision` says which image claimed, so that a canary can be compared. */
export function describeRevision(kind: ServiceKind): void {
  describe(`the revision of ${kind.room}`, () => {
    const tagged = useService(kind, { IMAGE_TAG: 'noiridium' });
    const untagged = useService(kind);

    it('goes upstream with every order', async () => {
      await tagged().deliver(tagged().notification());
      expect(tagged().upstream.requests[0]?.headers['x-interstella-revision']).toBe('noiridium');
    });

    it('is not taken from the request', async () => {
      const forged = { 'x-interstella-revision': 'forged' };
      await tagged().deliver(tagged().notification(), forged);
      await untagged().deliver(untagged().notification(), forged);
      expect(tagged().upstream.requests[0]?.headers['x-interstella-revision']).toBe('noiridium');
      expect(untagged().upstream.requests[0]?.headers).not.toHaveProperty('x-interstella-revision');
    });

    it('is left out where the service does not know it', async () => {
      await untagged().deliver(untagged().notification());
      expect(untagged().upstream.requests[0]?.headers).not.toHaveProperty('x-interstella-revision');
    });
  });
}
