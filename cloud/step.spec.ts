import { describe, expect, it } from '@jest/globals';
import { readSettings } from '@interstella/infra/settings';
import { STAGES } from '@interstella/infra/stages';
import type { DeployedEnvironment, DeployedStack } from './deployed.ts';
import { planStep, type StepOptions } from './step.ts';

const stack = (name: string, stage?: string, status = 'UPDATE_COMPLETE'): DeployedStack => ({
  name,
  stage: STAGES.find((one) => one.name === stage),
  status,
  statusReason: undefined,
  outputs: stage === undefined ? {} : { Stage: stage },
  createdAt: new Date(0),
  updatedAt: new Date(0),
});

const HQ = stack('InterstellaHq', 'hq');
const command = (stage: string) => `deploy ${stage}`;
const INSTRUCTOR = {
  topicArnPrefix: 'arn:aws:sns:us-east-1:123456789012:interstella-',
  apiEndpoint: 'https://hq.example.com/receiving/',
};

function plan(
  to: string,
  deployed: Partial<DeployedEnvironment>,
  context: Record<string, string> = {},
  options: StepOptions = {},
) {
  const environment = { environmentName: 'interstella', hq: undefined, interstella: undefined, ...deployed };
  return planStep(environment, readSettings({ stage: to, ...context }), command, options);
}

const from = (stage: string) => ({ hq: HQ, interstella: stack('Interstella', stage) });

describe('a step', () => {
  it.each([
    ['workshop', 'task', { isGated: false, leavesOrders: false, beginsOrders: false }],
    ['task', 'alb', { isGated: false, leavesOrders: false, beginsOrders: true }],
    ['alb', 'iridium', { isGated: true, leavesOrders: false, beginsOrders: false }],
    ['noiridium', 'iridium', { isGated: true, leavesOrders: false, beginsOrders: false }],
    ['iridium', 'alb', { isGated: true, leavesOrders: false, beginsOrders: true }],
    ['alb', 'task', { isGated: false, leavesOrders: true, beginsOrders: false }],
    ['alb', 'alb', { isGated: false, leavesOrders: false, beginsOrders: true }],
  ])('from %s to %s knows what becomes of orders', (present, to, orders) => {
    expect(plan(to, from(present))).toMatchObject({ from: { name: present }, to: { name: to }, ...orders });
  });

  it.each([
    ['noiridium', 'noiridium', 'latest', true],
    ['noiridium', 'noiridium', 'noiridium', false],
    ['noiridium', undefined, 'noiridium', false],
    // Heals what nobody gathers.
    ['alb', 'noiridium', 'latest', false],
  ])(
    'at the same stage %s, from a monolith %s to %s, is gated: %s',
    (name, runningTag, monolithTag, isGated) => {
      expect(plan(name, from(name), { monolithTag }, { runningTag })).toMatchObject({ isGated });
    },
  );

  it('leaves no resource to nobody, unless it is to', () => {
    const context = { monolithTag: 'nomagnesite' };
    expect(() => plan('noiridium', from('noiridium'), context)).toThrow(
      'With the monolith nomagnesite nobody would gather magnesite at stage noiridium',
    );
    const wrong = { runningTag: 'noiridium', wrongOrder: true };
    expect(plan('noiridium', from('noiridium'), context, wrong)).toMatchObject({ isGated: true });
  });

  it('begins with HQ', () => {
    expect(plan('hq', {})).toMatchObject({ direction: 'first', from: undefined });
    expect(() => plan('workshop', {})).toThrow('deploy hq');
    expect(plan('workshop', { hq: HQ })).toMatchObject({ direction: 'first' });
  });

  it("needs no HQ of its own with an instructor's", () => {
    expect(plan('workshop', {}, INSTRUCTOR)).toMatchObject({ direction: 'first' });
  });

  it('deploys HQ again whatever else is deployed', () => {
    expect(plan('hq', from('iridium'), { ordersPerMinute: '0' })).toMatchObject({ direction: 'same' });
  });

  it('skips nothing, and shows the way', () => {
    expect(() => plan('magnesite', from('alb'))).toThrow(
      'Stage magnesite is 3 steps away, from alb, which is deployed. Deploy one stage at a time:\n  deploy iridium\n  deploy noiridium\n  deploy magnesite',
    );
  });

  it.each([
    ['being changed', 'UPDATE_IN_PROGRESS'],
    ['UPDATE_ROLLBACK_FAILED', 'UPDATE_ROLLBACK_FAILED'],
  ])('does not start from a stack that is %s', (problem, status) => {
    const interstella = stack('Interstella', 'alb', status);
    expect(() => plan('iridium', { hq: HQ, interstella })).toThrow(problem);
  });

  it('does not start while HQ is being changed', () => {
    const hq = stack('InterstellaHq', 'hq', 'UPDATE_IN_PROGRESS');
    expect(() => plan('iridium', { ...from('alb'), hq })).toThrow('InterstellaHq is being changed');
  });

  it('does not touch a stack of that name that is no stage', () => {
    expect(() => plan('workshop', { hq: HQ, interstella: stack('Interstella') })).toThrow('no output Stage');
  });

  it('makes a stack anew whose first deployment was rolled back', () => {
    const interstella = stack('Interstella', undefined, 'ROLLBACK_COMPLETE');
    expect(plan('workshop', { hq: HQ, interstella })).toMatchObject({ direction: 'first' });
  });
});
