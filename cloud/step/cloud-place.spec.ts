import { describe, expect, it, jest } from '@jest/globals';
import { readSettings } from '@interstella/infra/settings';
import { STAGES } from '@interstella/infra/stages';
import type { Wait } from '@interstella/migration/gate/wait-at-gate.ts';
import type { StepPlan } from '@interstella/migration/step/place.ts';
import { planStep, requireUnchanged } from '@interstella/migration/step/plan-step.ts';
import type { Aws } from '../aws.ts';
import type { DeployedEnvironment, DeployedStack } from '../deployed.ts';
import type { StageReadings } from '../stage-readings.ts';
import { CloudPlace } from './cloud-place.ts';
import { CannotTakeOverError } from './takeover.ts';

/** A wait that looks once and tells nobody. */
const waitWith = (signal = new AbortController().signal): Wait => ({
  ...{ limitMs: 0, signal },
  ...{ show: () => undefined, note: () => undefined },
});

const INSTRUCTOR = {
  topicArnPrefix: 'arn:aws:sns:us-east-1:123456789012:interstella-',
  apiEndpoint: 'https://hq.example.com/receiving/',
};

const stack = (name: string, stage?: string, status = 'UPDATE_COMPLETE', changedAt = 1): DeployedStack => ({
  name,
  stage: STAGES.find((one) => one.name === stage),
  status,
  statusReason: undefined,
  outputs: stage === undefined ? {} : { Stage: stage },
  createdAt: new Date(0),
  updatedAt: new Date(changedAt),
});

const HQ = stack('InterstellaHq', 'hq');
const ofParticipant = (stage?: string, status?: string, changedAt?: number) =>
  stack('Interstella', stage, status, changedAt);
const from = (stage: string) => ({ hq: HQ, interstella: ofParticipant(stage) });

/** An environment in which this is deployed, one after the other. */
function placeFor(
  to: string,
  deployed: readonly Partial<DeployedEnvironment>[],
  context: Readonly<Record<string, string>> = {},
  readings: StageReadings = { services: [], subscriptions: [] },
) {
  const rest = [...deployed];
  const environment = () => {
    const next = rest.length > 1 ? rest.shift() : rest[0];
    return Promise.resolve({
      environmentName: 'interstella',
      hq: undefined,
      interstella: undefined,
      ...next,
    });
  };
  const cdk = { deploy: jest.fn(() => Promise.resolve()) };
  const settings = readSettings({ stage: to, ...context });
  const place = new CloudPlace({} as Aws, { settings, cdk, commandFor: (stage) => `deploy ${stage}` });
  jest.spyOn(place, 'environment').mockImplementation(environment);
  jest.spyOn(place, 'readings').mockResolvedValue(readings);
  jest.spyOn(place, 'monolithTags').mockResolvedValue({});
  return { place, cdk };
}

const plan = (to: string, deployed: Partial<DeployedEnvironment>, context?: Record<string, string>) =>
  planStep(placeFor(to, [deployed], context).place);

describe('a step on AWS', () => {
  it('begins with HQ', async () => {
    expect(await plan('hq', {})).toMatchObject({ direction: 'first', from: undefined });
    await expect(plan('workshop', {})).rejects.toThrow('deploy hq');
    expect(await plan('workshop', { hq: HQ })).toMatchObject({ direction: 'first' });
  });

  it("needs no HQ of its own with an instructor's", async () => {
    expect(await plan('workshop', {}, INSTRUCTOR)).toMatchObject({ direction: 'first' });
  });

  it('deploys HQ again whatever else is deployed', async () => {
    const again = await plan('hq', from('iridium'), { ordersPerMinute: '0' });
    expect(again).toMatchObject({ direction: 'same' });
  });

  it.each([
    ['being changed', 'UPDATE_IN_PROGRESS'],
    ['UPDATE_ROLLBACK_FAILED', 'UPDATE_ROLLBACK_FAILED'],
  ])('does not start from a stack that is %s', async (problem, status) => {
    const interstella = ofParticipant('alb', status);
    await expect(plan('iridium', { hq: HQ, interstella })).rejects.toThrow(problem);
  });

  it('does not start while HQ is being changed', async () => {
    const hq = stack('InterstellaHq', 'hq', 'UPDATE_IN_PROGRESS');
    await expect(plan('iridium', { ...from('alb'), hq })).rejects.toThrow('InterstellaHq is being changed');
  });

  it('names the environment in what it says to run', async () => {
    const interstella = ofParticipant('alb', 'UPDATE_IN_PROGRESS');
    const context = { environmentName: 'team-7' };
    await expect(plan('iridium', { hq: HQ, interstella }, context)).rejects.toThrow(
      '`npx interstella status --aws --environment-name team-7`',
    );
  });

  it('does not touch a stack of that name that is no stage', async () => {
    const interstella = ofParticipant();
    await expect(plan('workshop', { hq: HQ, interstella })).rejects.toThrow('no output Stage');
  });

  it('makes a stack anew whose first deployment was rolled back', async () => {
    const interstella = ofParticipant(undefined, 'ROLLBACK_COMPLETE');
    expect(await plan('workshop', { hq: HQ, interstella })).toMatchObject({ direction: 'first' });
  });
});

describe('a stack that a step was planned for', () => {
  async function changed(
    to: string,
    before: DeployedStack | undefined,
    now: DeployedStack | undefined,
    hq = HQ,
  ): Promise<void> {
    const { place } = placeFor(to, [
      { hq: HQ, interstella: before },
      { hq, interstella: now },
    ]);
    await requireUnchanged(place, await planStep(place));
  }

  it('is the same while nobody deploys it, whatever becomes of HQ', async () => {
    const hq = stack('InterstellaHq', 'hq', 'UPDATE_COMPLETE', 2);
    const alb = ofParticipant('alb');
    await expect(changed('iridium', alb, alb, hq)).resolves.toBeUndefined();
  });

  it.each([
    ['at another stage', ofParticipant('iridium', undefined, 2), 'it is at iridium (UPDATE_COMPLETE)'],
    [
      'at the same stage again, after another',
      ofParticipant('alb', undefined, 3),
      'it is at alb (UPDATE_COMPLETE)',
    ],
    ['being changed', ofParticipant('alb', 'UPDATE_IN_PROGRESS', 2), 'it is at alb (UPDATE_IN_PROGRESS)'],
    ['gone', undefined, 'it is at no stage (gone)'],
  ])('is another one %s', async (_, now, what) => {
    await expect(changed('iridium', ofParticipant('alb'), now)).rejects.toThrow(
      `Something was deployed meanwhile; ${what} now. This run changed nothing; start it again.`,
    );
  });

  it('is still not there with a change set alone, and is once somebody creates it', async () => {
    const first = (status: string) => changed('workshop', undefined, ofParticipant(undefined, status, 2));
    await expect(first('REVIEW_IN_PROGRESS')).resolves.toBeUndefined();
    await expect(first('CREATE_IN_PROGRESS')).rejects.toThrow('deployed meanwhile');
  });

  it('is not deployed once it is another one', async () => {
    const { place, cdk } = placeFor('iridium', [from('alb'), from('iridium')]);
    const planned = { ...(await planStep(place)), revision: 0 };
    await expect(place.deploy(planned, {} as Wait)).rejects.toThrow('deployed meanwhile');
    expect(cdk.deploy).not.toHaveBeenCalled();
  });
});

describe('a deployment', () => {
  const SICK: StageReadings = {
    services: [],
    subscriptions: [{ topic: 'orders', endpoint: 'http://lb/order/', state: 'missing' }],
  };
  const ALB = [from('task'), from('task'), from('task'), from('alb')];

  it('does not begin once it is given up on', async () => {
    const { place, cdk } = placeFor('alb', [from('task')]);
    const planned = await planStep(place);
    const stopped = place.deploy(planned, waitWith(AbortSignal.abort()));
    await expect(stopped).rejects.toMatchObject({
      code: 'STOPPED',
      message: 'Stopped before cdk began to deploy.',
    });
    expect(cdk.deploy).not.toHaveBeenCalled();
  });

  it('that does not become well says what to do next, and that HQ may owe no orders until then', async () => {
    const { place } = placeFor('alb', ALB, {}, SICK);
    const planned = await planStep(place);
    await expect(place.deploy(planned, waitWith())).rejects.toMatchObject({
      code: 'NOT_STABLE',
      message: expect.stringMatching(
        /\nMend that, then run `deploy alb`\. Until it has ended well, Interstella HQ may owe no orders\.$/,
      ),
    });
  });

  it('goes on where it is given up on after cdk has ended', async () => {
    const { place, cdk } = placeFor('alb', ALB);
    const planned = await planStep(place);
    const stop = new AbortController();
    cdk.deploy.mockImplementation(() => {
      stop.abort();
      return Promise.resolve();
    });
    await expect(place.deploy(planned, waitWith(stop.signal))).rejects.toMatchObject({
      code: 'STEP_GOES_ON',
      message: expect.stringContaining('Stage alb is deployed; stopped before it was stable.'),
    });
  });

  it('that somebody else has followed with another is not taken', async () => {
    const { place } = placeFor('alb', [from('task')]);
    const planned = await planStep(place);
    await expect(place.deploy(planned, waitWith())).rejects.toMatchObject({ code: 'CHANGED_MEANWHILE' });
  });
});

it('does not step back to where a sick deliverer would be the only one', async () => {
  const subscription = { topic: 'orders', endpoint: 'http://lb/order/', state: 'missing' } as const;
  const readings: StageReadings = { services: [], subscriptions: [subscription] };
  const { place } = placeFor('noiridium', [from('magnesite')], {}, readings);
  const waiting = place.stableSince(await planStep(place), {} as Wait);
  await expect(waiting).rejects.toThrow(CannotTakeOverError);
  await expect(waiting).rejects.toThrow(
    'Stage noiridium cannot take over, since this is not well:\n  The orders topic has no subscription of http://lb/order/.',
  );
});

it('steps back from a stage that is not well, and says so, where those are well that deliver afterwards', async () => {
  const subscription = { topic: 'magnesite', endpoint: 'http://lb/magnesite/', state: 'missing' } as const;
  const readings: StageReadings = { services: [], subscriptions: [subscription] };
  const { place } = placeFor('noiridium', [from('magnesite')], {}, readings);
  const note = jest.fn();
  const before = Date.now();
  const planned: StepPlan = await planStep(place);
  const since = await place.stableSince(planned, { note } as unknown as Wait);
  expect(since.getTime()).toBeGreaterThanOrEqual(before);
  expect(note).toHaveBeenCalledWith(
    'Stage magnesite is not well:\n  The magnesite topic has no subscription of http://lb/magnesite/.',
  );
});
