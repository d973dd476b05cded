import { describe, expect, it } from '@jest/globals';
import { stageNamed } from '@interstella/infra/settings';
import { serviceNamed, type ServiceName, STAGES, type Topic } from '@interstella/infra/stages';
import { leftToNobody } from '@interstella/migration/gate/makers.ts';
import type { SubscriptionState } from '@interstella/migration/gate/subscription-problems.ts';
import type { StageReadings } from '../stage-readings.ts';
import { whatCannotTakeOver } from './takeover.ts';

/** What is there of a stage, with some of it not well. */
function readings(
  stage: string,
  sick: readonly ServiceName[] = [],
  states: Partial<Record<Topic, SubscriptionState>> = {},
): StageReadings {
  const { tasks, subscriptions } = stageNamed(stage);
  return {
    services: tasks.map(({ service }) => ({
      service,
      running: {
        desired: 1,
        running: 1,
        pending: 0,
        imageTag: undefined,
        rolledOut: true,
        rolloutReason: undefined,
        changedAt: undefined,
      },
      targets: [
        { id: `${service}-1`, state: sick.includes(service) ? 'unhealthy' : 'healthy', reason: undefined },
      ],
    })),
    subscriptions: subscriptions.map(({ topic, service }) => ({
      topic,
      endpoint: `http://lb${serviceNamed(service).ordersPath}`,
      state: states[topic] ?? 'confirmed',
    })),
  };
}

const blocked = (from: StageReadings, to: string, tag?: 'latest' | 'noiridium' | 'nomagnesite') =>
  whatCannotTakeOver(from, stageNamed(to), tag);

describe('a step from a stage that is not well', () => {
  it('is refused where it removes who alone delivers: what takes over is named', () => {
    expect(blocked(readings('magnesite', [], { orders: 'missing' }), 'noiridium')).toEqual([
      'The orders topic has no subscription of http://lb/order/.',
    ]);
    expect(blocked(readings('magnesite', ['monolith']), 'noiridium')).toEqual([
      'The target monolith-1 of monolith is unhealthy',
    ]);
    expect(blocked(readings('iridium', [], { orders: 'pending confirmation' }), 'alb')).toEqual([
      expect.stringContaining('http://lb/order/ to the orders topic is pending confirmation'),
    ]);
  });

  it('is let through where only that is sick which the step takes out', () => {
    expect(blocked(readings('magnesite', ['magnesite'], { magnesite: 'missing' }), 'noiridium')).toEqual([]);
    expect(blocked(readings('iridium', ['iridium']), 'alb')).toEqual([]);
  });

  it('is let through where the monolith takes over from a sick microservice', () => {
    expect(blocked(readings('noiridium', ['iridium']), 'iridium')).toEqual([]);
    expect(blocked(readings('nomagnesite', ['magnesite']), 'magnesite')).toEqual([]);
  });

  it('is refused where a resource that only a sick microservice makes stays with it', () => {
    expect(blocked(readings('magnesite', ['iridium']), 'noiridium')).toEqual([
      'The target iridium-1 of iridium is unhealthy',
    ]);
    expect(blocked(readings('noiridium', ['iridium']), 'noiridium', 'nomagnesite')).toEqual([
      'The target iridium-1 of iridium is unhealthy',
    ]);
  });
});

describe('resources that nobody makes', () => {
  it.each([
    ['alb', 'noiridium', ['iridium']],
    ['alb', 'nomagnesite', ['iridium', 'magnesite']],
    ['noiridium', 'nomagnesite', ['magnesite']],
    ['iridium', 'noiridium', []],
    ['noiridium', 'latest', []],
    ['nomagnesite', 'latest', []],
  ] as const)('at %s with a monolith %s: %j', (stage, tag, resources) => {
    expect(leftToNobody(stageNamed(stage), tag)).toEqual(resources);
  });

  it.each(STAGES.map(({ name }) => name))('none at %s by itself, nor before orders flow', (name) => {
    expect(leftToNobody(stageNamed(name), undefined)).toEqual([]);
  });
});
