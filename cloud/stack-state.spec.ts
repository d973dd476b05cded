import { describe, expect, it } from '@jest/globals';
import type { DeployedStack } from './deployed.ts';
import { stateOf } from './stack-state.ts';

const stack = (status: string, statusReason?: string): DeployedStack => ({
  name: 'Interstella',
  stage: undefined,
  status,
  statusReason,
  outputs: {},
  createdAt: new Date(0),
  updatedAt: new Date(0),
});

describe('the state of a stack', () => {
  it('is absent where there is none, or nothing of it', () => {
    expect(stateOf(undefined)).toEqual({ is: 'absent' });
    expect(stateOf(stack('ROLLBACK_COMPLETE'))).toEqual({ is: 'absent' });
    expect(stateOf(stack('REVIEW_IN_PROGRESS'))).toEqual({ is: 'absent' });
  });

  it.each(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'])('is settled: %s', (status) => {
    expect(stateOf(stack(status))).toEqual({ is: 'settled' });
  });

  it.each(['UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'])(
    'is busy, and says to wait: %s',
    (status) => {
      const state = stateOf(stack(status, 'Resource creation cancelled'));
      expect(state).toMatchObject({
        is: 'busy',
        problem: expect.stringContaining('Wait until that is over'),
      });
      expect(state).toMatchObject({ problem: expect.stringContaining('(Resource creation cancelled)') });
    },
  );

  it('says how to see that it is over, of what is on AWS and of its environment', () => {
    expect(stateOf(stack('UPDATE_IN_PROGRESS'), 'team-7')).toMatchObject({
      problem: expect.stringContaining('`npx interstella status --aws --environment-name team-7`'),
    });
  });

  it.each([
    ['UPDATE_ROLLBACK_FAILED', 'continue-update-rollback --stack-name Interstella'],
    ['CREATE_FAILED', 'delete-stack --stack-name Interstella'],
    ['DELETE_FAILED', 'delete-stack --stack-name Interstella'],
    ['SOMETHING_NEW', 'Look at its events'],
  ])('is broken, and says what to do: %s', (status, remedy) => {
    expect(stateOf(stack(status))).toMatchObject({ is: 'broken', problem: expect.stringContaining(remedy) });
  });
});
