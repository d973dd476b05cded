import { BadRequestException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { parseClaim } from './parse-claim.ts';

const RESOURCES = ['iridium', 'magnesite'];
const HEADERS = { 'x-interstella-order-id': 'order-1', 'x-interstella-fulfilled-by': 'iridium' };

describe('a claim', () => {
  it.each(['{"iridium": 1}', '{"iridium": "1"}', ' {"iridium":1.0} '])('is read from %s', (body) => {
    expect(parseClaim(body, HEADERS, RESOURCES, true)).toEqual({
      orderId: 'order-1',
      fulfilledBy: 'iridium',
      resources: ['iridium'],
    });
  });

  it.each([
    ['', /empty/],
    ['{}', /exactly one/],
    ['{"iridium": 1, "magnesite": 1}', /exactly one/],
    ['{"osmium": 1}', /none of the resources iridium, magnesite/],
    ['{"iridium": 0}', /amount of iridium must be 1/],
    ['{"iridium": "01"}', /amount of iridium must be 1/],
    ['{"toString": 1}', /none of the resources/],
    ['{"__proto__": 1}', /none of the resources/],
  ])('is refused for the body %s, saying why', (body, why) => {
    expect(() => parseClaim(body, HEADERS, RESOURCES, true)).toThrow(BadRequestException);
    expect(() => parseClaim(body, HEADERS, RESOURCES, true)).toThrow(why);
  });

  it.each(['x-interstella-order-id', 'x-interstella-fulfilled-by'])(
    'needs the header %s where keyed',
    (name) => {
      const without = { ...HEADERS, [name]: undefined };
      expect(() => parseClaim('{"iridium": 1}', without, RESOURCES, true)).toThrow(`${name} is missing`);
      expect(() => parseClaim('{"iridium": 1}', without, RESOURCES, false)).not.toThrow();
    },
  );

  it.each(['x-interstella-order-id', 'x-interstella-fulfilled-by'])('never takes a malformed %s', (name) => {
    for (const value of ['', 'a b', ['a', 'b'], 'é']) {
      const headers = { ...HEADERS, [name]: value };
      expect(() => parseClaim('{"iridium": 1}', headers, RESOURCES, false)).toThrow(`${name} is malformed`);
    }
  });
});
