import { describe, expect, it } from '@jest/globals';
import { migrationPath } from './path.ts';

const names = (back: boolean) => migrationPath(back).map(({ name }) => name);

describe('migrationPath', () => {
  it('goes through every stage behind a load balancer', () => {
    expect(names(false)).toEqual(['alb', 'iridium', 'noiridium', 'magnesite', 'nomagnesite']);
  });

  it('comes back the same way', () => {
    expect(names(true)).toEqual([...names(false), 'magnesite', 'noiridium', 'iridium', 'alb']);
  });
});
