import { describe, expect, it } from '@jest/globals';
import { IMAGES, MONOLITH_GATHERS, SERVICES, STAGES, TOPICS, serviceNamed, type Stage } from './stages.ts';

/** A stage on one line: where it is in the labs, and what it deploys. */
function line({ name, lab, stack, tasks, defaultTarget, listenerRules, subscriptions }: Stage): string {
  return [
    `${name} (${lab}) ${stack}`,
    tasks.map(({ service, imageTag, runBy }) => `${service}:${imageTag} by ${runBy}`).join(' + '),
    [
      ...(defaultTarget ? [`default → ${defaultTarget}`] : []),
      ...listenerRules.map((rule) => `${rule.priority}: ${rule.pathPattern} → ${rule.service}`),
    ].join(', '),
    subscriptions.map(({ topic, service }) => `${topic} → ${serviceNamed(service).ordersPath}`).join(', '),
  ].join(' | ');
}

describe('the stages', () => {
  it('are those of the migration, in order', () => {
    expect(STAGES.map(line)).toEqual([
      'hq (admin) InterstellaHq |  |  | ',
      'workshop (setup) Interstella |  |  | ',
      'task (2) Interstella | monolith:latest by run-task |  | ',
      'alb (3) Interstella | monolith:latest by service | default → monolith | orders → /order/',
      'iridium (4, steps 1–7) Interstella | monolith:latest by service + iridium:latest by service | default → monolith, 1: /iridium* → iridium | orders → /order/, iridium → /iridium/',
      'noiridium (4, steps 8–11) Interstella | monolith:noiridium by service + iridium:latest by service | default → monolith, 1: /iridium* → iridium | orders → /order/, iridium → /iridium/',
      'magnesite (4 again) Interstella | monolith:noiridium by service + iridium:latest by service + magnesite:latest by service | default → monolith, 1: /iridium* → iridium, 2: /magnesite* → magnesite | orders → /order/, iridium → /iridium/, magnesite → /magnesite/',
      'nomagnesite (4 again) Interstella | monolith:nomagnesite by service + iridium:latest by service + magnesite:latest by service | default → monolith, 1: /iridium* → iridium, 2: /magnesite* → magnesite | iridium → /iridium/, magnesite → /magnesite/',
    ]);
  });

  it('have a name of their own each, and say what they bring', () => {
    expect(new Set(STAGES.map(({ name }) => name)).size).toBe(STAGES.length);
    for (const { brings } of STAGES) expect(brings).toMatch(/^\S.{10,}\S$/);
  });

  it.each(STAGES)(
    'at $name, every resource of an order is gathered by somebody',
    ({ tasks, defaultTarget }) => {
      if (!defaultTarget) return;
      const gathered = tasks.flatMap(({ service, imageTag }) =>
        service === 'monolith' ? MONOLITH_GATHERS[imageTag] : [service],
      );
      expect(new Set(gathered)).toEqual(new Set(['iridium', 'magnesite']));
    },
  );
});

describe('an image tag of the monolith', () => {
  it('says what it still gathers', () => {
    expect(MONOLITH_GATHERS).toEqual({
      latest: ['iridium', 'magnesite'],
      noiridium: ['magnesite'],
      nomagnesite: [],
    });
  });

  it('is an image to build, with what it gathers as its build argument', () => {
    expect(IMAGES).toEqual([
      { service: 'monolith', tag: 'latest', gathers: ['iridium', 'magnesite'] },
      { service: 'monolith', tag: 'noiridium', gathers: ['magnesite'] },
      { service: 'monolith', tag: 'nomagnesite', gathers: [] },
      { service: 'iridium', tag: 'latest' },
      { service: 'magnesite', tag: 'latest' },
    ]);
  });

  it('is built for every stage that deploys it', () => {
    const built = IMAGES.map(({ service, tag }) => `${service}:${tag}`);
    const deployed = STAGES.flatMap(({ tasks }) =>
      tasks.map(({ service, imageTag }) => `${service}:${imageTag}`),
    );
    expect(new Set(deployed)).toEqual(new Set(built));
  });
});

it('gives every topic to one service', () => {
  expect(SERVICES.map(({ topic }) => topic)).toEqual(TOPICS);
});
