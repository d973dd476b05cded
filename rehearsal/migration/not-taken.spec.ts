import { describe, expect, it } from '@jest/globals';
import { PlatformError, type PlatformState } from '@interstella/local/platform';
import { stageNamed } from '@interstella/migration/assembly/local-template.ts';
import { asPlanned, NotTakenError, plannedAt } from './not-taken.ts';

const step = { index: 0, from: stageNamed('alb'), to: stageNamed('iridium') };
const at = (stage: string) => ({
  state: () => Promise.resolve({ stage, revision: 7 } as PlatformState),
});

describe('a step of a migration', () => {
  it('is planned at the revision that is there', async () => {
    expect(await plannedAt(at('alb'), step)).toBe(7);
    expect(await asPlanned(Promise.resolve('done'))).toBe('done');
  });

  it('is not taken where somebody has taken another', async () => {
    await expect(plannedAt(at('noiridium'), step)).rejects.toThrow(
      'Stage noiridium is up instead of alb. Nothing else may be deployed in this kit while a migration runs',
    );
  });

  it('is not taken where the platform refuses it', async () => {
    const refused = Promise.reject(new PlatformError('Something was deployed meanwhile.', 409));
    await expect(asPlanned(refused)).rejects.toThrow(NotTakenError);
  });

  it('fails as a whole where the platform does not answer', async () => {
    await expect(asPlanned(Promise.reject(new PlatformError('It is gone.')))).rejects.toThrow('It is gone.');
  });
});
