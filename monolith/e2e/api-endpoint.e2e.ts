import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { awsEnvironment, MONOLITH, StubAws, StubUpstream, waitFor } from '@interstella/libs/testing';
import { useService } from '@interstella/libs/testing/contracts';

const PARAMETER = '/interstella/apiEndpoint';

describe('a monolith whose API_ENDPOINT is in SSM', () => {
  let aws: StubAws;
  let old: StubUpstream;
  beforeAll(async () => {
    aws = await StubAws.start();
    old = await StubUpstream.start({ status: 500 });
  });
  afterAll(() => Promise.all([aws.close(), old.close()]));

  describe.each([
    ['cannot be reached', () => 'http://127.0.0.1:1', 200],
    ['answers 403', () => old.url, 403],
    ['answers 404', () => old.url, 404],
  ])('while HQ %s there', (_what, url, status) => {
    const monolith = useService(MONOLITH, () => ({ ...awsEnvironment(aws.url), API_ENDPOINT: '' }));

    it('answers 503, reads the endpoint again, and fulfills where HQ is now', async () => {
      old.answers({ status });
      aws.parameters.set(PARAMETER, `${url()}/receiving/`);
      expect(await monolith().deliver(monolith().notification())).toMatchObject({ status: 503 });
      aws.parameters.set(PARAMETER, `${monolith().upstream.url}/receiving/`);
      await waitFor('the new endpoint to be used', async () => {
        const answer = await monolith().deliver(monolith().notification());
        expect([200, 503]).toContain(answer.status);
        return answer.status === 200;
      });
      expect(monolith().upstream.requests).toHaveLength(1);
    });
  });
});
