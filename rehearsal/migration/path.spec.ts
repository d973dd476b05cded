import { describe, expect, it } from '@jest/globals';
import { UsageError } from '@interstella/libs/errors';
import { migrationPath } from './path.ts';

const names = (thereAndBack: boolean, until?: string) =>
  migrationPath({ thereAndBack, until }).map(({ name }) => name);

describe('migrationPath', () => {
  it('goes through every stage behind a load balancer', () => {
    expect(names(false)).toEqual(['alb', 'iridium', 'noiridium', 'magnesite', 'nomagnesite']);
  });

  it('comes back the same way', () => {
    expect(names(true)).toEqual([...names(false), 'magnesite', 'noiridium', 'iridium', 'alb']);
    expect(names(true, 'iridium')).toEqual(['alb', 'iridium', 'alb']);
  });

  it.each(['alb', 'task', 'gold'])('does not end at %s', (until) => {
    expect(() => names(true, until)).toThrow(UsageError);
    expect(() => names(true, until)).toThrow('can end at iridium, noiridium, magnesite, nomagnesite.');
  });
});
