import { Controller, Post } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createTestApp, rawCall } from '../testing/index.ts';

@Controller('order')
class OrderController {
  @Post()
  receive(): string {
    return 'received';
  }
}

describe('a client that takes too long to send its request', () => {
  let app: NestFastifyApplication;
  let port: number;
  let lines: readonly string[];
  beforeEach(async () => {
    ({ app, lines } = await createTestApp({
      controllers: [OrderController],
      web: { requestTimeoutMs: 200 },
    }));
    await app.listen(0, '127.0.0.1');
    port = Number(new URL(await app.getUrl()).port);
  });
  afterEach(() => app.close());

  it.each([
    ['in its head', 'POST /order/ HTTP/1.1\r\nHost: x\r\n'],
    ['between two bytes of its head', 'POST /order/ HTTP/1.1\r\nHost'],
    ['in its body', 'POST /order/ HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{'],
  ])('is answered 408 where it stops %s', async (_where, bytes) => {
    expect(await rawCall(port, bytes)).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n[^]*\r\nx-request-id: /);
    expect(lines).toEqual(['Unreadable request → 408: ERR_HTTP_REQUEST_TIMEOUT']);
  });

  it('has one answer where it was refused before it stopped', async () => {
    const head = 'POST /order/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';
    const answer = await rawCall(port, `${head}200000\r\n${'x'.repeat(1_500_000)}`);
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413']);
  });

  it('is not worth a line in the log where it sends nothing', async () => {
    expect(await rawCall(port, '')).toMatch(/^HTTP\/1\.1 408 /);
    expect(lines).toEqual([]);
  });
});
