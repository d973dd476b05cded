import {
  Body,
  ConflictException,
  Controller,
  Get,
  HttpCode,
  HttpException,
  InternalServerErrorException,
  Logger,
  Post,
} from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { FulfillmentError } from '../fulfillment/index.ts';
import { setOrderId } from '../request-context/index.ts';
import { createTestApp } from '../testing/index.ts';
import { Health } from './health.ts';

const REPEAT = 'Not fulfilled, please repeat. Request r-1';

/** What the handler of `POST /echo` does next. */
let work: (body: object) => unknown;

@Controller('echo')
class WorkController {
  readonly #logger = new Logger(WorkController.name);

  @Post()
  @HttpCode(200)
  work(@Body({ schema: v.object({ a: v.optional(v.number(), 0) }) }) body: object): unknown {
    this.#logger.log('at work');
    return work(body);
  }

  @Get()
  look(): string {
    return 'looked';
  }
}

describe('an application on the web layer', () => {
  let app: NestFastifyApplication;
  let lines: string[];

  beforeEach(async () => {
    ({ app, lines } = await createTestApp({ controllers: [WorkController], logFormat: 'json' }));
  });
  afterEach(() => app.close());

  const post = (headers: Record<string, string> = {}, url = '/echo/', payload = '{}') =>
    app.inject({ method: 'POST', url, payload, headers });
  const fail = (error: unknown) => {
    work = () => {
      throw error;
    };
  };
  const logged = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

  it.each(['application/json', 'text/plain; charset=UTF-8', 'application/x-www-form-urlencoded', undefined])(
    'reads a body of type %s as JSON, by the schema of its parameter',
    async (type) => {
      work = (body) => JSON.stringify(body);
      const headers = type === undefined ? {} : { 'content-type': type };
      const answer = await post(headers, '/echo/', '{"a": 1, "b": 2}');
      expect(answer).toMatchObject({ statusCode: 200, body: '{"a":1}' });
      expect(await post(headers, '/echo/', '{"a": "1"}')).toMatchObject({ statusCode: 400 });
    },
  );

  it.each([
    ['a verdict of its own', new ConflictException('Order elsewhere.'), 409, 'Order elsewhere.', undefined],
    ['a status of its own', new HttpException('Short and stout.', 418), 418, 'Short and stout.', undefined],
    [
      'an internal error, which SNS must repeat',
      new InternalServerErrorException('broken'),
      503,
      REPEAT,
      'broken',
    ],
    [
      'an order that failed',
      new FulfillmentError('HQ is away (ECONNREFUSED)'),
      503,
      REPEAT,
      'HQ is away (ECONNREFUSED)',
    ],
  ])('answers %s as one line of text, and logs it', async (_what, thrown, statusCode, body, reason) => {
    fail(thrown);
    const answer = await post({ 'x-request-id': 'r-1' });
    expect(answer).toMatchObject({ statusCode, body });
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(logged().at(-1)).toMatchObject({
      level: 'warn',
      message: `POST /echo/ → ${statusCode}: ${reason ?? body}`,
      requestId: 'r-1',
    });
  });

  it('answers an unexpected error with a fixed sentence; its stack and its causes are in the log', async () => {
    fail(new TypeError('secret detail', { cause: new Error('deeper') }));
    const answer = await post({ 'x-request-id': 'r-1' });
    expect(answer).toMatchObject({ statusCode: 503, body: REPEAT });
    const [, line] = logged();
    expect(line).toMatchObject({ level: 'error', requestId: 'r-1' });
    expect(line?.error).toMatch(/TypeError: secret detail\n\s+at [^]*caused by: Error: deeper\n\s+at /);
  });

  it('answers problem details where the caller accepts JSON', async () => {
    fail(new ConflictException('Order elsewhere.'));
    const answer = await post({ accept: 'application/json', 'x-request-id': 'r-1' });
    expect(answer.statusCode).toBe(409);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json()).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: 'Order elsewhere.',
      requestId: 'r-1',
    });
  });

  it('has the request id and, once it is known, the order id on every line of a request', async () => {
    work = () => {
      setOrderId('order-1');
      throw new FulfillmentError('HQ is away');
    };
    await Promise.all([post({ 'x-request-id': 'r-1' }), post({ 'x-request-id': 'r-2' })]);
    for (const requestId of ['r-1', 'r-2']) {
      const [before, after] = logged().filter((line) => line.requestId === requestId);
      expect(before).toMatchObject({ message: 'at work' });
      expect(before).not.toHaveProperty('orderId');
      expect(after).toMatchObject({ orderId: 'order-1' });
    }
  });

  it('takes the load balancer’s trace id for a request that has none of its own, and makes one else', async () => {
    work = () => 'done';
    const trace = { 'x-amzn-trace-id': 'Self=1-6-a;Root=1-67891233-abcdef012345678912345678' };
    expect((await post(trace)).headers['x-request-id']).toBe('1-67891233-abcdef012345678912345678');
    const odd = { 'x-request-id': 'a b' };
    const made = [(await post()).headers['x-request-id'], (await post(odd)).headers['x-request-id']];
    for (const id of made) expect(id).toMatch(/^[0-9a-f]{12}-[0-9a-z]+$/);
    expect(new Set(made).size).toBe(2);
  });

  it('keeps what follows the path out of its log: it might be a key', async () => {
    fail(new Error('no luck'));
    await post({}, '/echo/?x-api-key=secret');
    expect(lines.join()).toContain('/echo/ →');
    expect(lines.join()).not.toContain('secret');
  });

  it.each(['/echo', '/echo/', '/echo?x=1', '/echo/?x=1'])(
    'answers a wrong method at %s with 405',
    async (url) => {
      const answer = await app.inject({ method: 'PUT', url });
      expect(answer).toMatchObject({ statusCode: 405, headers: { allow: 'GET, POST' } });
    },
  );

  it.each(['/', '/echoes/', '/echo/x', '/*', '/*/echo', '/:x', '//echo/', '/:x(^a+)+$'])(
    'answers the unknown path %s with 404',
    async (url) => {
      expect(await post({}, url)).toMatchObject({ statusCode: 404, body: 'There is nothing at this path.' });
    },
  );

  it('asks clients to leave once it is stopping, and not before', async () => {
    work = () => 'done';
    expect((await post()).headers.connection).toBe('keep-alive');
    app.get(Health).beginStopping();
    const answer = await post();
    expect(answer).toMatchObject({ statusCode: 200, headers: { connection: 'close' } });
  });

  it('tells its metrics to this machine, and to others by the service key alone', async () => {
    work = () => 'done';
    await post();
    const read = (headers: Record<string, string> = {}) => app.inject({ url: '/metrics', headers });
    const answer = await read();
    expect(answer.headers['content-type']).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    expect(answer.body).toMatch(
      /^http_request_duration_seconds_count\{method="POST",route="\/echo",status="200"\} 1$/m,
    );
    expect(answer.body.trimEnd().endsWith('# EOF')).toBe(true);
    for (const foreign of [{ 'x-forwarded-for': '10.0.0.1' }, { origin: 'https://evil.example' }]) {
      expect((await read(foreign)).statusCode).toBe(401);
    }
  });
});
