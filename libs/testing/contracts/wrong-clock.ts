import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { preload } from '../preload.ts';
import type { ServiceKind } from '../service-under-test.ts';
import { awsEnvironment, StubAws } from '../stub-aws.ts';
import { waitFor } from '../wait-for.ts';
import { expectNobodyAsked } from './expect-nobody-asked.ts';
import { expectNoCause, expectUnavailable } from './expect-unavailable.ts';
import { useService } from './use-service.ts';

const HOUR_MS = 3_600_000;

/** A clock that is two hours behind until SIGUSR2 corrects it, such as that of a laptop after a sleep. */
const CLOCK_BEHIND = preload(`
  let behind = ${2 * HOUR_MS};
  const now = Date.now;
  globalThis.Date = new Proxy(Date, {
    construct: (real, args) => (args.length === 0 ? new real(now() - behind) : new real(...args)),
    apply: (real) => new real(now() - behind).toString(),
    get: (real, name) => (name === 'now' ? () => now() - behind : Reflect.get(real, name)),
  });
  process.on('SIGUSR2', () => {
    behind = 0;
    process.stderr.write('The clock is right.\\n');
  });
`);

/** Deliveries that a wrong clock of the service may refuse are answered 503, so that SNS retries until the clock is right. */
export function describeWrongClock(kind: ServiceKind): void {
  describe(`${kind.room} whose clock is two hours behind`, () => {
    let aws: StubAws;
    beforeAll(async () => {
      aws = await StubAws.start();
    });
    afterAll(() => aws.close());
    const service = useService(kind, () => ({
      ...awsEnvironment(aws.url),
      ...CLOCK_BEHIND,
      LOG_FORMAT: 'json',
    }));

    it('answers an authentic order 503, and asks in its log whether the clock is right', async () => {
      const before = service().program.lines.length;
      const answer = await service().deliver(service().notification());
      expectUnavailable(answer);
      expectNoCause(answer);
      expectNobodyAsked(service());
      const line = await waitFor('the line that names the clock', () =>
        service()
          .program.lines.slice(before)
          .find((text) => /clock/i.test(text)),
      );
      expect(JSON.parse(line)).toMatchObject({ level: expect.stringMatching(/^(warn|error)$/) });
    });

    it('answers an authentic confirmation 503', async () => {
      expectUnavailable(await service().deliver(service().sns.confirmation({})));
      expect(aws.confirmations).toEqual([]);
    });

    it.each(['Message', 'Timestamp', 'Signature'])(
      'answers one whose %s is forged 403, as at any time',
      async (field) => {
        const Timestamp = new Date(Date.now() + HOUR_MS).toISOString();
        const forgery = { Message: `{"${kind.item}":1}`, Timestamp, Signature: 'AAAA' }[field] ?? '';
        const answer = await service().deliver({ ...service().notification(), [field]: forgery });
        expect(answer.status).toBe(403);
        expectNobodyAsked(service());
      },
    );

    it('answers a foreign topic 403, as at any time', async () => {
      const TopicArn = 'arn:aws:sns:us-east-1:999999999999:interstella-orders';
      expect(await service().deliver(service().notification({ TopicArn }))).toMatchObject({ status: 403 });
    });

    it('fulfills the repeated order, once, and confirms, once the clock is right', async () => {
      const order = service().notification({ Subject: 'order-1' });
      const confirmation = service().sns.confirmation({});
      expect(await service().deliver(order)).toMatchObject({ status: 503 });
      expect(await service().deliver(confirmation)).toMatchObject({ status: 503 });
      service().program.signal('SIGUSR2');
      await waitFor('the clock to be right', () => service().program.output.includes('The clock is right.'));
      expect(await service().deliver(order)).toMatchObject({ status: 200 });
      expect(await service().deliver(confirmation)).toMatchObject({ status: 200 });
      expect(service().upstream.requests).toHaveLength(1);
      expect(aws.confirmations).toHaveLength(1);
    });
  });
}
