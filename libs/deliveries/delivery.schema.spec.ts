import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { deliveryOf } from './delivery.schema.ts';

const read = (body: object) => v.safeParse(deliveryOf('bundle'), body);

describe('the Message of an order', () => {
  it.each([{ bundle: 1 }, { bundle: '1' }, '{"bundle": 1}', '{"bundle":"1"}'])('takes %j', (message) => {
    expect(read({ Message: message }).output).toMatchObject({ kind: 'order', origin: 'direct' });
    expect(read({ Type: 'Notification', MessageId: 'm-1', Message: message }).output).toEqual({
      kind: 'order',
      origin: 'sns',
      id: 'sns-m-1',
    });
  });

  it.each<unknown>([
    undefined,
    null,
    1,
    true,
    'bundle',
    '',
    '{',
    '1',
    'null',
    [],
    [1],
    {},
    { iridium: 1 },
    { bundle: 1, iridium: 1 },
    { bundle: 0 },
    { bundle: 2 },
    { bundle: -1 },
    { bundle: 1.5 },
    { bundle: Number.MAX_SAFE_INTEGER },
    { bundle: '01' },
    { bundle: ' 1' },
    { bundle: '1e0' },
    { bundle: true },
    { bundle: [1] },
    { bundle: null },
    '{"__proto__": 1}',
    '{"bundle": 1, "__proto__": 1}',
    '{"__proto__": {"bundle": 1}}',
    '{"constructor": 1}',
    { bundle: 1, hasOwnProperty: 1 },
  ])('refuses %j', (message) => {
    for (const envelope of [{}, { Type: 'Notification', MessageId: 'm-1' }]) {
      const { success, issues } = read({ ...envelope, Message: message });
      expect(success).toBe(false);
      expect(issues?.[0].message).toBe(
        'Message must have exactly one member: {"bundle": 1} or {"bundle": "1"}.',
      );
    }
  });
});
