import { afterEach, describe, expect, it } from '@jest/globals';
import type { Answer } from '../call.ts';
import { RawConnection } from '../raw-connection.ts';
import { SERVICE_KEY, type ServiceKind } from '../service-under-test.ts';
import { FRAMINGS, uploadTo, type Upload } from '../upload.ts';
import { expectNobodyAsked } from './expect-nobody-asked.ts';
import { useService } from './use-service.ts';

const MIB = 1_024 * 1_024;
const UPLOAD_LENGTH = 5 * MIB;
const AT_ONCE = 4;
/** How many MiB of an endless upload a service may read before the test fails. */
const ENDLESS_PARTS = 512;

/** A response before the end of the request reaches the client, even a client that reads only after writing everything. */
export function describeEarlyAnswers(kind: ServiceKind): void {
  describe(`an answer of ${kind.room} before the end of the request`, () => {
    const service = useService(kind);
    const headers = { 'x-api-key': SERVICE_KEY, 'content-type': 'application/json' };
    const order: Upload = { method: 'POST', path: kind.path, headers, length: UPLOAD_LENGTH };
    const upload = (change: Partial<Upload> = {}) =>
      uploadTo(service().program.port, { ...order, ...change });
    afterEach(async () => {
      expectNobodyAsked(service());
      expect(await service().health()).toBe(200);
    });

    describe.each(FRAMINGS)('with %s', (framing) => {
      it.each<[number, string, number, Partial<Upload>]>([
        [413, 'twenty bodies of 5 MiB', 20, {}],
        [404, 'four at an unknown path', 4, { path: '/nothing-here/' }],
        [405, 'four with a wrong method', 4, { method: 'PUT' }],
        [415, 'four of a malformed content type', 4, { headers: { ...headers, 'content-type': 'nonsense' } }],
      ])('is %d for %s, every time', async (status, _what, times, change) => {
        const answers: Answer[] = [];
        while (answers.length < times) {
          const some = Array.from({ length: AT_ONCE }, () => upload({ framing, ...change }));
          answers.push(...(await Promise.all(some)));
        }
        expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => status));
        for (const { headers: fields, body } of answers) {
          expect(fields['content-type']).toMatch(/^text\/plain/);
          expect(body).not.toBe('');
        }
      });
    });

    it('is 413 for a client that closes its sending side after 5 MiB', async () => {
      expect(await upload({ endSending: true })).toMatchObject({ status: 413 });
    });

    it.each([
      ['length', `Content-Length: ${UPLOAD_LENGTH}\r\n\r\n`, Buffer.alloc(UPLOAD_LENGTH, ' ')],
      ['chunk', 'Transfer-Encoding: chunked\r\n\r\n500000\r\n', `${' '.repeat(UPLOAD_LENGTH)}\r\n0\r\n\r\n`],
    ])('leaves a connection that serves on or is closed in good order (%s)', async (_what, head, body) => {
      const connection = await RawConnection.open(service().program.port);
      await connection.write(`POST ${kind.path} HTTP/1.1\r\nHost: x\r\n${head}`);
      await connection.write(body);
      const answer = await connection.answer();
      expect(answer.status).toBe(413);
      if (answer.headers.connection === 'close') await connection.closedByServer();
      else {
        await connection.write(`GET ${kind.healthPath} HTTP/1.1\r\nHost: x\r\n\r\n`);
        expect(await connection.answer()).toMatchObject({ status: 200 });
      }
      connection.destroy();
    });

    it.each([
      [431, 'headers of 64 KiB', `X-Long: ${'x'.repeat(65_536)}\r\n`],
      [400, 'a length that is no number', 'Content-Length: ten\r\n'],
    ])('is %d for %s before 5 MiB, every time', async (status, _what, field) => {
      for (let time = 0; time < AT_ONCE; time += 1) {
        const connection = await RawConnection.open(service().program.port);
        await connection.write(`POST ${kind.path} HTTP/1.1\r\nHost: x\r\n${field}\r\n`);
        await connection.write(Buffer.alloc(UPLOAD_LENGTH, ' '));
        expect(await connection.answer()).toMatchObject({ status });
        connection.destroy();
      }
    });

    it.each([
      ['a length of 1 TiB', `Content-Length: ${2 ** 40}\r\n\r\n`],
      ['one chunk of 1 TiB', 'Transfer-Encoding: chunked\r\n\r\n10000000000\r\n'],
    ])('ends an upload without end, announced as %s', async (_what, head) => {
      const connection = await RawConnection.open(service().program.port);
      await connection.write(`POST ${kind.path} HTTP/1.1\r\nHost: x\r\n${head}`);
      const part = Buffer.alloc(MIB, ' ');
      const write = async () => {
        for (let parts = 0; parts < ENDLESS_PARTS; parts += 1) {
          await connection.write(part);
        }
      };
      await expect(write()).rejects.toThrow(/ECONNRESET|EPIPE/);
      connection.destroy();
    });
  });
}
