import { expect, it } from '@jest/globals';
import { noOrdersAt } from './why-nobody-is-owed.ts';

it('says at which stage orders begin, where that is not yet', () => {
  expect(noOrdersAt('task')).toBe(
    'At stage task nobody is subscribed yet, so HQ makes no orders. They begin at stage alb: npx interstella stage alb',
  );
  expect(noOrdersAt('iridium')).toBeUndefined();
  expect(noOrdersAt(undefined)).toBeUndefined();
});
