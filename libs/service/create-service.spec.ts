import {
  ConflictException,
  Controller,
  Get,
  HttpCode,
  HttpException,
  InternalServerErrorException,
  Module,
  Post,
  Req,
  type DynamicModule,
} from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { monolithSettings } from '../configuration/index.ts';
import { readEnvironment } from '../environment/index.ts';
import { FulfillmentError } from '../fulfillment/index.ts';
import { Logs } from '../logs/index.ts';
import { createService } from './create-service.ts';
import { Health } from './health.ts';
import { textOf, type TextRequest } from './text-request.ts';

/** What the handler of `POST /echo` does next. */
let work: (body: string) => string;

@Controller('echo')
class WorkController {
  @Post()
  @HttpCode(200)
  work(@Req() request: TextRequest): string {
    return work(textOf(request));
  }

  @Get()
  look(): string {
    return 'looked';
  }
}

@Module({})
class WorkModule {
  static of(): DynamicModule {
    return { module: WorkModule, controllers: [WorkController] };
  }
}

describe('a service', () => {
  let app: NestFastifyApplication;
  let lines: string[];

  beforeEach(async () => {
    lines = [];
    const destination = { write: (line: string) => lines.push(line), flush: () => Promise.resolve() };
    const logs = new Logs('test', 'json', destination);
    app = await createService(WorkModule.of(), readEnvironment(monolithSettings, {}), logs);
    await app.init();
  });
  afterEach(() => app.close());

  const post = (payload = '', url = '/echo/') => app.inject({ method: 'POST', url, payload });

  it.each(['application/json', 'text/plain; charset=UTF-8', 'application/x-www-form-urlencoded', undefined])(
    'reads a body of type %s as text',
    async (type) => {
      work = (body) => `read ${body}`;
      const headers = type === undefined ? {} : { 'content-type': type };
      const answer = await app.inject({ method: 'POST', url: '/echo/', headers, payload: '{"a": 1}' });
      expect(answer).toMatchObject({ statusCode: 200, body: 'read {"a": 1}' });
    },
  );

  it.each([
    ['a judgement of its own', new ConflictException('Order elsewhere.'), 409, 'Order elsewhere.'],
    ['a status of its own', new HttpException('Short and stout.', 418), 418, 'Short and stout.'],
    ['a failure', new Error('no luck'), 503, 'Not fulfilled, please repeat: no luck'],
    ['an internal error, which SNS must repeat', new InternalServerErrorException('broken'), 503, 'broken'],
    [
      'an order that failed',
      FulfillmentError.of('order-1', new Error('HQ is away')),
      503,
      'Not fulfilled, please repeat: HQ is away',
    ],
  ])('answers %s as one line of text, and logs it', async (_what, thrown, statusCode, body) => {
    work = () => {
      throw thrown;
    };
    const answer = await post();
    expect(answer).toMatchObject({ statusCode, body });
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'warn',
      message: `POST /echo/ → ${statusCode}: ${body}`,
      ...(thrown instanceof FulfillmentError ? { orderId: 'order-1' } : {}),
    });
  });

  it('keeps what follows the path out of its log: it might be a key', async () => {
    work = () => {
      throw new Error('no luck');
    };
    await post('', '/echo/?x-api-key=secret');
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
      expect(await post('', url)).toMatchObject({ statusCode: 404, body: 'There is nothing at this path.' });
    },
  );

  it('asks clients to leave once it is stopping, and not before', async () => {
    work = () => 'done';
    expect((await post()).headers.connection).toBe('keep-alive');
    app.get(Health).beginStopping();
    const answer = await post();
    expect(answer).toMatchObject({ statusCode: 200, headers: { connection: 'close' } });
  });
});
