import { describe, expect, it } from '@jest/globals';
import { colorsFor } from '@interstella/terminal/colors.ts';
import type { LocalStatus } from './local-status.ts';
import { localStatusText } from './local-status-text.ts';

const TASK = {
  id: '5381bf4c',
  group: 'interstella-monolith',
  image: 'interstella-monolith:latest',
  status: 'RUNNING',
  health: 'healthy',
  address: { host: '127.0.0.1', port: 40_001 },
  pid: 77,
  startedAt: 10_000,
  stopReason: undefined,
} as const;

const STATUS: LocalStatus = {
  stage: 'alb',
  stableSince: '2026-11-20T10:00:00.000Z',
  changing: undefined,
  previous: 'task',
  next: 'iridium',
  loadBalancerUrl: 'http://localhost:5000',
  services: [
    {
      name: 'interstella-monolith',
      desiredCount: 2,
      healthyCount: 1,
      deployment: {
        revision: 1,
        image: 'interstella-monolith:latest',
        state: 'IN_PROGRESS',
        startedAt: 0,
        failures: 1,
        isRollback: false,
        lastFailure: 'it exits',
      },
      tasks: [{ ...TASK, revision: 1 }],
    },
  ],
  otherTasks: [],
  subscriptions: [
    {
      topicArn: 'arn:aws:sns:us-east-1:0:interstella-orders',
      endpoint: 'http://127.0.0.1:5000/order/',
      arn: 'a',
      state: 'pending confirmation',
    },
  ],
  queues: [],
  problems: ['interstella-monolith has 1 of 2 healthy tasks. The last failure: it exits'],
  orders: undefined,
};

const text = (status: Partial<LocalStatus> = {}) =>
  localStatusText({ ...STATUS, ...status }, colorsFor({}), 42_000);

describe('the status of what runs here', () => {
  it('shows stage, tasks, subscriptions, what is not well, and the ways from there', () => {
    expect(text().split('\n')).toEqual([
      'Stage alb runs here, at http://localhost:5000, stable since 2026-11-20T10:00:00.000Z',
      'interstella-monolith: 1 of 2 healthy, interstella-monolith:latest, deployment IN_PROGRESS',
      '  5381bf4c  interstella-monolith:latest  RUNNING healthy  127.0.0.1:40001  process 77  32 s',
      'interstella-orders → http://127.0.0.1:5000/order/, pending confirmation',
      'interstella-monolith has 1 of 2 healthy tasks. The last failure: it exits',
      'next: npx interstella stage iridium',
      'back: npx interstella stage task',
    ]);
  });

  it('shows tasks by themselves, and what is being changed', () => {
    const shown = text({
      otherTasks: [{ ...TASK, health: undefined }],
      changing: { what: 'to stage iridium', since: 'then' },
      stage: undefined,
    });
    expect(text({ loadBalancerUrl: undefined, stage: 'task' })).toMatch(
      /^Stage task runs here, stable since/,
    );
    expect(shown).toContain('No stage is up; being changed (to stage iridium, since then)');
    expect(shown).toContain(
      'tasks by themselves\n  5381bf4c  interstella-monolith:latest  RUNNING  127.0.0.1',
    );
  });
});
