import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RawConnection } from '../raw-connection.ts';
import { ServiceUnderTest, type ServiceKind } from '../service-under-test.ts';
import { expectNobodyAsked } from './expect-nobody-asked.ts';

const DROP_MS = 50;
/** How many drops a service may take before this test says that it reads for ever. */
const MOST_DROPS = 2_400;

/**
 * Begins uploads that a service ends only after the 15 s that a request may take; other tests of the file run meanwhile.
 *
 * @returns declares the tests that wait for their end: to be called last
 */
export function beginSlowUploads(kind: ServiceKind): () => void {
  // Its own one: its log is not mixed up with that of the others, and its upstream is not reset after each of their tests.
  let service: ServiceUnderTest | undefined;
  let drops: Promise<unknown>;
  let rest: Promise<number>;
  beforeAll(async () => {
    service = await ServiceUnderTest.start(kind);
    const { port } = service.program;
    drops = sendDrops(port).catch((error: unknown) => error);
    rest = sendBeginning(port);
    // It fails in its test.
    rest.catch(() => undefined);
  });
  afterAll(() => service?.close());

  const open = async (port: number, length: number) => {
    const connection = await RawConnection.open(port);
    await connection.write(`POST ${kind.path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n`);
    return connection;
  };

  async function sendDrops(port: number): Promise<void> {
    const connection = await open(port, 2 ** 40);
    try {
      for (let count = 0; count < MOST_DROPS; count += 1) {
        await connection.write(' ');
        await delay(DROP_MS);
      }
    } finally {
      connection.destroy();
    }
  }

  /** @returns the status of the answer, once the service has closed the connection */
  async function sendBeginning(port: number): Promise<number> {
    const connection = await open(port, 5 * 1_024 * 1_024);
    await connection.write('{');
    const { status } = await connection.answer();
    await connection.closedByServer();
    return status;
  }

  return () => {
    describe(`an answer of ${kind.room} before the end of the request`, () => {
      it('ends an upload without end, announced as a length of 1 TiB, that comes by drops', async () => {
        expect(String(await drops)).toMatch(/ECONNRESET|EPIPE/);
      });

      it('ends a connection whose client never sends the rest', async () => {
        expect(await rest).toBe(413);
      });

      it('leaves the service healthy, which has asked nobody upstream', async () => {
        if (!service) throw new Error('The service did not start.');
        expectNobodyAsked(service);
        expect(await service.health()).toBe(200);
      });
    });
  };
}
