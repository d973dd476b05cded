import { describe, expect, it } from '@jest/globals';
import { microservice } from '@interstella/libs/testing';
import { expectNobodyAsked, useService } from '@interstella/libs/testing/contracts';

describe('iridium before an original monolith of the workshop', () => {
  const iridium = useService(microservice('iridium'), { DIRECT_ORDERS: 'open' });

  it.each([
    'failure',
    '',
    'Your order has been fulfilled',
    'not: Your fulfillment request has been delivered',
  ])('answers 503 to its 200 with the words "%s"', async (body) => {
    iridium().upstream.answers({ status: 200, body });
    expect(await iridium().deliver(iridium().notification())).toMatchObject({ status: 503 });
  });

  it('answers 200 to its 200 with the words of a delivery, with or without a line end', async () => {
    const body = 'Your fulfillment request has been delivered';
    iridium().upstream.answers({ status: 200, body }, { status: 200, body: `${body}\n` });
    expect(await iridium().deliver(iridium().notification())).toMatchObject({ status: 200 });
    expect(await iridium().deliver(iridium().notification())).toMatchObject({ status: 200 });
  });

  it('sends it no key, since it knows none', async () => {
    await iridium().deliver(iridium().notification());
    expect(iridium().upstream.requests[0]?.headers).not.toHaveProperty('x-api-key');
  });
});

describe('iridium', () => {
  const iridium = useService(microservice('iridium'));

  it.each(['/', '/order/', '/fulfill/', '/magnesite/', '/iridium/health/', '/iridiums/'])(
    'has nothing at %s',
    async (path) => {
      const answer = await iridium().call(path, { body: JSON.stringify(iridium().notification()) });
      expect(answer).toMatchObject({ status: 404, body: 'There is nothing at this path.' });
      expectNobodyAsked(iridium());
    },
  );

  it.each(['{"magnesite": 1}', '{"bundle": 1}', '{"iridium": 1, "magnesite": 1}'])(
    'refuses the authentic message %s',
    async (Message) => {
      expect(await iridium().deliver(iridium().notification({ Message }))).toMatchObject({ status: 400 });
      expectNobodyAsked(iridium());
    },
  );
});
