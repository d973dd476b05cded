import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { resourceServiceSettings } from '../configuration/index.ts';
import { readEnvironment } from '../environment/index.ts';
import { FulfillmentClient } from '../fulfillment/index.ts';
import { Health } from '../service/index.ts';
import { ServiceModule } from '../service/service-module.ts';
import { LedgerInMemory, logsInMemory } from '../testing/index.ts';
import { ResourceModule } from './resource-module.ts';

describe.each(['iridium', 'magnesite', 'osmium'])('the microservice of %s', (resource) => {
  let app: NestFastifyApplication;
  let ledger: LedgerInMemory;
  let lines: readonly string[];

  beforeEach(async () => {
    const memory = logsInMemory();
    lines = memory.lines;
    ledger = new LedgerInMemory();
    const settings = readEnvironment(resourceServiceSettings, {
      monolithUrl: 'monolith',
      DIRECT_ORDERS: 'open',
    });
    const module = await Test.createTestingModule({
      imports: [ServiceModule.of(settings, memory.logs), ResourceModule.of(resource)],
    })
      .overrideProvider(FulfillmentClient)
      .useValue(ledger)
      .compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { bodyParser: false });
    const fastify = app.getHttpAdapter().getInstance();
    fastify.removeAllContentTypeParsers();
    // As a service reads them.
    fastify.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
      done(null, body);
    });
    await app.init();
  });
  afterEach(() => app.close());

  const order = () =>
    app.inject({ method: 'POST', url: `/${resource}`, payload: `{"Message":{"${resource}":1}}` });

  it('gathers its one resource and claims it in its own name', async () => {
    const title = resource.charAt(0).toUpperCase() + resource.slice(1);
    expect(await order()).toMatchObject({ statusCode: 200, body: 'Your order has been fulfilled' });
    expect(ledger.claims).toEqual([
      { orderId: expect.stringMatching(/^direct-/), fulfilledBy: resource, resources: [resource] },
    ]);
    expect(lines).toEqual(['Gathering Requested Items', `Getting ${title}`, `${title} fulfilled`]);
  });

  it('tells its health on its own path, and nowhere else', async () => {
    expect(await app.inject({ url: `/${resource}` })).toMatchObject({ statusCode: 200, body: 'OK' });
    expect(await app.inject({ url: '/' })).toMatchObject({ statusCode: 404 });
    app.get(Health).beginStopping();
    expect(await app.inject({ url: `/${resource}` })).toMatchObject({ statusCode: 503 });
  });
});
