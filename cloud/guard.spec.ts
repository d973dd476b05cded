import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ConservationReport, HqClient } from '@interstella/hq/client';
import { readSettings } from '@interstella/infra/settings';
import { STAGES } from '@interstella/infra/stages';
import type { Aws } from './aws.ts';
import type { DeployedStack } from './deployed.ts';
import { Guard } from './guard.ts';
import type { StageReadings } from './stage-readings.ts';
import type { Step } from './step.ts';
import { CannotTakeOverError } from './takeover.ts';

const INSTRUCTOR = {
  topicArnPrefix: 'arn:aws:sns:us-east-1:123456789012:interstella-',
  apiEndpoint: 'https://hq.example.com/receiving/',
};
const CLOSED_AT = '2026-11-20T10:00:00.000Z';

const stage = (name: string) => STAGES.find((one) => one.name === name);

/** Back to where nobody takes orders. */
const STEP = {
  to: stage('task'),
  from: stage('alb'),
  direction: 'backwards',
  isGated: false,
  leavesOrders: true,
  beginsOrders: false,
} as Step;

interface Said {
  readonly asOf?: string;
  readonly owed?: boolean;
  readonly open?: readonly string[];
}

/** A guard that looks once, at an HQ that says this. */
function guardAt({ asOf = '2026-11-20T10:01:00.000Z', owed = false, open = [] }: Said, isOurs = false) {
  const orders = {
    // Published after the participant was asked to leave: of no stage before this one.
    open: open.map((orderId) => ({ orderId, publishedAt: '2100-01-01T00:00:00.000Z', missing: ['iridium'] })),
    deadLettered: [],
    lost: [],
    unattributed: [],
  };
  const participant = {
    participant: 'team-7',
    owed,
    closedAt: owed ? null : CLOSED_AT,
    open: open.length,
    orders,
  };
  const report = { asOf, participants: [participant], warnings: [] } as unknown as ConservationReport;
  const closed: string[] = [];
  const client = {
    report: () => Promise.resolve(report),
    close: (name: string) => Promise.resolve(closed.push(name)),
  } as unknown as HqClient;
  const settings = readSettings({ stage: 'task', ...(isOurs ? {} : INSTRUCTOR) });
  const options = {
    deployed: { environmentName: 'interstella', hq: undefined, interstella: undefined },
    settings,
    step: STEP,
    timeout: 0,
  };
  const hq = { url: 'https://hq.example.com', client, isOurs, isKeyless: false };
  return { guard: new Guard({} as Aws, options, { hq, name: 'team-7' }), closed };
}

describe('before a step after which nobody takes orders', () => {
  const print = jest.spyOn(process.stdout, 'write');
  beforeAll(() => {
    print.mockReturnValue(true);
  });
  afterAll(() => {
    print.mockRestore();
  });

  it('holds while an instructor still has HQ owe orders, though none is open', async () => {
    const { guard, closed } = guardAt({ owed: true });
    await expect(guard.stopOrders()).rejects.toThrow(
      /^The gate still holds; nothing was changed\.\nInterstella HQ still owes team-7 every order that it publishes\.\n.*the instructor must run `npx interstella hq close team-7/,
    );
    expect(closed).toEqual([]);
  });

  it('holds for every open order, however young', async () => {
    const { guard } = guardAt({ open: ['young'] });
    await expect(guard.stopOrders()).rejects.toThrow('young, published 2100-01-01T00:00:00.000Z');
  });

  it('holds while orders from before the closing may yet be recorded', async () => {
    await expect(guardAt({ asOf: '2026-11-20T10:00:01.000Z' }).guard.stopOrders()).rejects.toThrow(
      'as of 2026-11-20T10:00:01.000Z',
    );
  });

  it('goes on once HQ owes nothing and nothing is open', async () => {
    await expect(guardAt({}).guard.stopOrders()).resolves.toBeUndefined();
  });

  it('closes the participant itself at an HQ of its own', async () => {
    const { guard, closed } = guardAt({}, true);
    await guard.stopOrders();
    expect(closed).toEqual(['team-7']);
  });
});

it('does not step back to where a sick deliverer would be the only one', async () => {
  const endpoint = 'http://lb/order/';
  const readings: StageReadings = {
    services: [],
    subscriptions: [{ topic: 'orders', endpoint, state: 'missing' }],
  };
  const options = {
    deployed: { environmentName: 'interstella', hq: undefined, interstella: {} as DeployedStack },
    settings: readSettings({ stage: 'noiridium' }),
    step: { ...STEP, to: stage('noiridium'), from: stage('magnesite'), isGated: true } as Step,
    timeout: 0,
    read: () => Promise.resolve(readings),
  };
  const nobodyAsks = {
    hq: { url: 'https://hq', client: {} as HqClient, isOurs: true, isKeyless: false },
    name: 'team-7',
  };
  const waiting = new Guard({} as Aws, options, nobodyAsks).waitForOldOrders();
  await expect(waiting).rejects.toThrow(CannotTakeOverError);
  await expect(waiting).rejects.toThrow(
    'Stage noiridium cannot take over, since this is not well:\n  The orders topic has no subscription of http://lb/order/.',
  );
});
