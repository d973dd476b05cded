import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TIME_LIMITS_MS, within } from '../../time-limits/index.ts';
import { HQ_KEY, SERVICE_KEY, type ServiceKind } from '../service-under-test.ts';
import { awsEnvironment, StubAws } from '../stub-aws.ts';
import { StubUpstream } from '../stub-upstream.ts';
import { waitFor } from '../wait-for.ts';
import { expectNobodyAsked } from './expect-nobody-asked.ts';
import { expectUnavailable } from './expect-unavailable.ts';
import { useService } from './use-service.ts';

const OLD_KEY = 'old-key-2be71c90';

/** Keys from SSM Parameter Store, which may be late, unavailable, or changed. */
export function describeParameters(kind: ServiceKind, path: string): void {
  describe(`${kind.room} with its keys in SSM`, () => {
    let aws: StubAws;
    beforeAll(async () => {
      aws = await StubAws.start();
    });
    afterAll(() => aws.close());
    const service = useService(kind, () => ({ ...awsEnvironment(aws.url), API_KEY: '', SERVICE_KEY: '' }));
    const key = path.endsWith('apiKey') ? HQ_KEY : SERVICE_KEY;

    it('answers 503 while the parameter is absent, its log naming it, and 200 once it is there', async () => {
      expectUnavailable(await service().deliver(service().notification()));
      await waitFor('the line that names it', () =>
        service().program.lines.some((line) => line.includes('→ 503') && line.includes(path)),
      );
      expect(service().upstream.requests).toEqual([]);

      aws.parameters.set(path, key);
      expect(await service().deliver(service().notification())).toMatchObject({ status: 200 });
      expect(service().upstream.requests[0]?.headers['x-api-key']).toBe(key);
    });

    it('answers 503 while its key is refused, and 200 once the parameter has the new one', async () => {
      aws.parameters.set(path, key);
      expect(await service().deliver(service().notification())).toMatchObject({ status: 200 });
      const refusing = key === HQ_KEY ? 403 : 401;
      service().upstream.behaves(({ headers }) =>
        headers['x-api-key'] === OLD_KEY ? kind.upstream.success : { status: refusing },
      );
      expect(await service().deliver(service().notification())).toMatchObject({ status: 503 });
      aws.parameters.set(path, OLD_KEY);
      await waitFor('the new key to be used', async () => {
        const { status } = await service().deliver(service().notification());
        expect([200, 503]).toContain(status);
        return status === 200;
      });
      expect(service().program.output).not.toContain(OLD_KEY);
    });
  });

  describe(`${kind.room} with its service key in SSM`, () => {
    let aws: StubAws;
    beforeAll(async () => {
      aws = await StubAws.start();
    });
    afterAll(() => aws.close());
    const service = useService(kind, () => ({ ...awsEnvironment(aws.url), SERVICE_KEY: '' }));
    const order = { Message: { [kind.item]: 1 } };

    it('answers a direct order 503 while it cannot tell the key, then takes the one that it reads', async () => {
      expect(await service().order(order, { 'x-api-key': SERVICE_KEY })).toMatchObject({ status: 503 });
      aws.parameters.set('/interstella/serviceKey', SERVICE_KEY);
      expect(await service().order(order, { 'x-api-key': SERVICE_KEY })).toMatchObject({ status: 200 });
      expect(await service().order(order, { 'x-api-key': 'wrong' })).toMatchObject({ status: 401 });
    });

    it('takes a rotated service key, and no longer the old one', async () => {
      aws.parameters.set('/interstella/serviceKey', OLD_KEY);
      await waitFor('the new key to be taken', async () => {
        const { status } = await service().order(order, { 'x-api-key': OLD_KEY });
        expect([200, 401]).toContain(status);
        return status === 200;
      });
      expect(await service().order(order, { 'x-api-key': SERVICE_KEY })).toMatchObject({ status: 401 });
    });
  });

  describe(`${kind.room} with an SSM that is reached and never answers`, () => {
    let ssm: StubUpstream;
    beforeAll(async () => {
      ssm = await StubUpstream.start('never');
    });
    afterAll(() => ssm.close());

    const keys = { API_KEY: '', API_ENDPOINT: '', SERVICE_KEY: '' };
    describe.each([
      ['SSM', () => awsEnvironment(ssm.url)],
      [
        'who has the credentials for it',
        () => ({ AWS_REGION: 'us-east-1', AWS_CONTAINER_CREDENTIALS_FULL_URI: `${ssm.url}/` }),
      ],
    ])('silent being %s,', (_what, env) => {
      const service = useService(kind, () => ({ ...env(), ...keys }));

      it('answers orders 503 before who called gives up', async () => {
        const answer = await within(TIME_LIMITS_MS.attempt, () =>
          service().deliver(service().notification()),
        );
        expectUnavailable(answer);
        await waitFor('the line that says why', () => service().program.output.includes('SSM parameter'));
        expectNobodyAsked(service());
      });
    });
  });

  describe(`${kind.room} with SSM away`, () => {
    const service = useService(kind, () => ({
      ...awsEnvironment('http://127.0.0.1:1'),
      API_KEY: '',
      SERVICE_KEY: '',
    }));

    it('is healthy, and answers orders 503', async () => {
      expect(await service().health()).toBe(200);
      expect(await service().deliver(service().notification())).toMatchObject({ status: 503 });
    });
  });
}
