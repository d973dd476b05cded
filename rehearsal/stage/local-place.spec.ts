import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { stageNamed } from '@interstella/infra/settings';
import { type PlatformClient, PlatformError } from '@interstella/local/platform';
import type { StepPlan } from '@interstella/migration/step/place.ts';
import { NotTakenError, StepGoesOnError } from '@interstella/migration/step/step-taken.ts';
import { LocalPlace } from './local-place.ts';

const never = new AbortController().signal;
const quietly = () => undefined;
const PLAN = { revision: 1 } as StepPlan;

let deploy: jest.MockedFunction<PlatformClient['deploy']>;
let state: object;
const platform = {
  state: () => Promise.resolve(state),
  deploy: (...args: Parameters<PlatformClient['deploy']>) => deploy(...args),
} as unknown as PlatformClient;

function place() {
  const synthesize = () => Promise.resolve({ Resources: {} });
  return new LocalPlace({ to: stageNamed('iridium'), platform, catalogue: {}, synthesize });
}

beforeEach(() => {
  deploy = jest.fn(() => Promise.resolve({ outcome: 'done', leftBehind: [] } as const));
  state = { stage: 'alb', revision: 1, stableSince: '2026-11-20T10:00:00.000Z' };
});

describe('a kit on this machine', () => {
  it('says what is deployed, and since when it is stable', async () => {
    expect(await place().deployed()).toEqual({ stage: stageNamed('alb'), revision: 1, problem: undefined });
    expect(await place().stableSince()).toEqual(new Date('2026-11-20T10:00:00.000Z'));
  });

  it('is ready for no step while no stage is up, or something is being changed', async () => {
    state = { stage: undefined, revision: 0 };
    expect((await place().deployed()).problem).toContain('No stage is up yet.');
    state = { stage: 'alb', revision: 1, changing: { what: 'deploying task', since: 'then' } };
    expect((await place().deployed()).problem).toBe(
      'Something is being changed already (deploying task, since then). Wait until that has ended.',
    );
    await expect(place().stableSince()).rejects.toMatchObject({
      code: 'CHANGED_MEANWHILE',
      message: 'Something is being changed meanwhile. Try again.',
    });
  });

  it('deploys from nothing but what the step was planned at', async () => {
    await place().deploy(PLAN, quietly, never);
    expect(deploy).toHaveBeenCalledWith({ Resources: {} }, {}, expect.anything(), 1);
  });

  it('does not deploy where the platform refuses it, and fails where the platform does not answer', async () => {
    deploy.mockRejectedValue(new PlatformError('Something was deployed meanwhile.', 409));
    await expect(place().deploy(PLAN, quietly, never)).rejects.toThrow(NotTakenError);
    deploy.mockRejectedValue(new PlatformError('It is gone.'));
    await expect(place().deploy(PLAN, quietly, never)).rejects.toThrow(PlatformError);
  });

  it('goes on deploying when that is given up on, and says so', async () => {
    const stop = new AbortController();
    deploy.mockImplementation((_, __, hear) => {
      hear({ event: 'plan', steps: [] });
      stop.abort();
      return new Promise(() => undefined);
    });
    await expect(place().deploy(PLAN, quietly, stop.signal)).rejects.toThrow(StepGoesOnError);
  });

  it('does not begin what was given up on before', async () => {
    await expect(place().deploy(PLAN, quietly, AbortSignal.abort())).rejects.toThrow('abort');
    expect(deploy).not.toHaveBeenCalled();
  });
});
