import { describe, expect, it } from '@jest/globals';
import { stageNamed } from '@interstella/infra/settings';
import type { DeployedEnvironment, DeployedStack } from './deployed.ts';
import { unchangedSince } from './unchanged.ts';

function stack(stage: string | undefined, changedAt: number, status = 'UPDATE_COMPLETE'): DeployedStack {
  return {
    name: 'Interstella',
    stage: stage === undefined ? undefined : stageNamed(stage),
    status,
    statusReason: undefined,
    outputs: {},
    createdAt: new Date(0),
    updatedAt: new Date(changedAt),
  };
}

const HQ = stack('hq', 1);
const environment = (interstella?: DeployedStack, hq = HQ): DeployedEnvironment => ({
  environmentName: 'interstella',
  hq,
  interstella,
});

describe('a stack that a step was planned for', () => {
  const check = unchangedSince({ to: stageNamed('iridium') }, environment(stack('alb', 1)));

  it('is the same while nobody deploys it, whatever becomes of HQ', () => {
    expect(() => {
      check(environment(stack('alb', 1), stack('hq', 2)));
    }).not.toThrow();
  });

  it.each([
    ['at another stage', stack('iridium', 2), 'it is at iridium, UPDATE_COMPLETE'],
    ['at the same stage again, after another', stack('alb', 3), 'it is at alb, UPDATE_COMPLETE'],
    ['being changed', stack('alb', 2, 'UPDATE_IN_PROGRESS'), 'it is at alb, UPDATE_IN_PROGRESS'],
    ['gone', undefined, 'it is at no stage, gone'],
  ])('is another one %s', (_, now, what) => {
    expect(() => {
      check(environment(now));
    }).toThrow(`The stack was changed meanwhile: ${what}. This run deployed nothing; start it again.`);
  });

  it('is still not there with a change set alone, and is once somebody creates it', () => {
    const first = unchangedSince({ to: stageNamed('workshop') }, environment());
    expect(() => {
      first(environment(stack(undefined, 2, 'REVIEW_IN_PROGRESS')));
    }).not.toThrow();
    expect(() => {
      first(environment(stack(undefined, 2, 'CREATE_IN_PROGRESS')));
    }).toThrow('changed meanwhile');
  });
});
