import { expect, it } from '@jest/globals';
import { stageNamed } from '@interstella/infra/settings';
import { NotTakenError, StillClosedError } from '@interstella/migration/step/step-taken.ts';
import { whyNotTaken } from './step-failures.ts';

const STEP = { index: 0, from: stageNamed('alb'), to: stageNamed('task') };

it.each([
  ['by itself', new NotTakenError('Something was deployed meanwhile.')],
  [
    'and leaves HQ owing nothing',
    new StillClosedError(new NotTakenError('Something was deployed meanwhile.'), 'Then: stage alb'),
  ],
])('a step that another one forestalls is not taken, and does not end the migration: %s', (_, error) => {
  expect(whyNotTaken(STEP, error)).toBe(
    'The step from alb to task was not taken. Something was deployed meanwhile. Nothing else may be deployed in this kit while a migration runs: start it again.',
  );
});

it('an error that nobody foresaw ends the migration', () => {
  expect(whyNotTaken(STEP, new StillClosedError(new Error('no'), 'Then: stage alb'))).toBeUndefined();
});
