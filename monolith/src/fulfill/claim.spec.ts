import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { ClaimHeadersPipe } from './claim-headers.pipe.ts';
import { claimedResource, KnownResourcePipe } from './claimed-resource.ts';

const HEADERS = {
  'x-interstella-order-id': 'order-1',
  'x-interstella-fulfilled-by': 'iridium',
  'x-interstella-revision': 'latest/7',
};
const keyed = new ClaimHeadersPipe({ DIRECT_ORDERS: 'keyed' });
const open = new ClaimHeadersPipe({ DIRECT_ORDERS: 'open' });

describe('the body of a claim', () => {
  const read = (body: string) => v.safeParse(claimedResource, JSON.parse(body));

  it.each(['{"iridium": 1}', '{"iridium": "1"}', ' {"iridium":1.0} '])('is read from %s', (body) => {
    expect(read(body).output).toBe('iridium');
  });

  it.each([
    ['{}', /exactly one/],
    ['{"iridium": 1, "magnesite": 1}', /exactly one/],
    ['{"iridium": 0}', /amount of a resource must be 1/],
    ['{"iridium": "01"}', /amount of a resource must be 1/],
    ['{"__proto__": 1}', /exactly one/],
  ])('is refused if it is %s, saying why', (body, why) => {
    expect(read(body).issues?.[0].message).toMatch(why);
  });

  it.each(['osmium', 'toString'])('is refused if it names %s, saying what there is', (name) => {
    const pipe = new KnownResourcePipe({ RESOURCES: ['iridium', 'magnesite'] });
    expect(pipe.transform('iridium')).toBe('iridium');
    expect(() => pipe.transform(name)).toThrow(expect.objectContaining({ status: 400, field: 'body' }));
    expect(() => pipe.transform(name)).toThrow('none of the resources iridium, magnesite');
  });
});

describe('the headers of a claim', () => {
  it('tell the order, and who gathered', () => {
    expect(keyed.transform(HEADERS)).toEqual({
      orderId: 'order-1',
      fulfilledBy: 'iridium',
      revision: 'latest/7',
    });
  });

  it.each(['x-interstella-order-id', 'x-interstella-fulfilled-by'])(
    'need %s where orders are keyed',
    (name) => {
      const without = { ...HEADERS, [name]: undefined };
      expect(() => keyed.transform(without)).toThrow(`${name} is missing`);
      expect(() => open.transform(without)).not.toThrow();
    },
  );

  it('need no revision', () => {
    expect(keyed.transform({ ...HEADERS, 'x-interstella-revision': undefined }).revision).toBeUndefined();
  });

  it.each(Object.keys(HEADERS))('never have a malformed %s', (name) => {
    for (const value of ['', 'a b', ['a', 'b'], 'é', 'a'.repeat(151)]) {
      const transform = () => open.transform({ ...HEADERS, [name]: value });
      expect(transform).toThrow(`${name} is malformed`);
      expect(transform).toThrow(expect.objectContaining({ field: name }));
    }
  });
});
