import { describe, expect, it } from '@jest/globals';
import { RawConnection } from '../raw-connection.ts';
import { SERVICE_KEY, ServiceUnderTest, type ServiceKind } from '../service-under-test.ts';
import { waitFor } from '../wait-for.ts';
import { expectNobodyAsked } from './expect-nobody-asked.ts';
import { useService } from './use-service.ts';

/** A client that closes its sending side still gets its response; one that closes the connection does not wait for it. */
export function describeHalfClosedClients(kind: ServiceKind): void {
  const body = JSON.stringify({ Message: { [kind.item]: 1 } });
  const post = (length = body.length) =>
    `POST ${kind.path} HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${SERVICE_KEY}\r\nContent-Length: ${length}\r\n\r\n${body}`;

  describe(`a client of ${kind.room} that closes its sending side`, () => {
    const service = useService(kind);
    const open = () => RawConnection.open(service().program.port);

    it('is told that its order is fulfilled, once', async () => {
      const client = await open();
      await client.write(post());
      client.endSending();
      expect(await client.answer()).toMatchObject({ status: 200, body: 'Your order has been fulfilled' });
      expect(service().upstream.requests).toHaveLength(1);
      await client.closedByServer();
    });

    it.each([
      ['GET', kind.healthPath, 200],
      ['GET', '/nothing-here/', 404],
      ['PUT', kind.path, 405],
    ])('is answered for %s %s', async (method, path, status) => {
      const client = await open();
      await client.write(`${method} ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
      client.endSending();
      expect(await client.answer()).toMatchObject({ status });
      await client.closedByServer();
    });

    it.each([
      ['fulfilled', kind.upstream.success, 200],
      ['not fulfilled', { status: 500 }, 503],
    ] as const)(
      'is told that its order is %s after upstream took its time',
      async (_what, answer, status) => {
        const release = service().upstream.holds();
        const client = await open();
        await client.write(post());
        await waitFor('the order to be upstream', () => service().upstream.requests.length === 1);
        client.endSending();
        // Its own connection came later than that end did.
        expect(await service().health()).toBe(200);
        release(answer);
        expect(await client.answer()).toMatchObject({ status });
        expect(service().upstream.requests).toHaveLength(1);
      },
    );

    it('in the middle of its body has no order', async () => {
      const client = await open();
      await client.write(post(body.length + 1));
      client.endSending();
      const answer = await client.answer().catch(() => undefined);
      expect([undefined, 400]).toContain(answer?.status);
      expectNobodyAsked(service());
    });
  });

  describe(`a client of ${kind.room} that hangs up while its order is upstream`, () => {
    it.each(['reset', 'destroy'] as const)('leaves nothing that keeps the service (%s)', async (way) => {
      const service = await ServiceUnderTest.start(kind);
      const release = service.upstream.holds();
      const client = await RawConnection.open(service.program.port);
      await client.write(post());
      await waitFor('the order to be upstream', () => service.upstream.requests.length === 1);
      client[way]();
      expect(await service.health()).toBe(200);
      release(kind.upstream.success);
      expect(await service.program.stop()).toEqual({ code: 0, signal: null });
      await service.close();
    });
  });
}
