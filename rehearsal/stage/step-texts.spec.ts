import { describe, expect, it } from '@jest/globals';
import { stageNamed } from '@interstella/infra/settings';
import type { MonolithTag } from '@interstella/infra/stages';
import type { StepPlan } from '@interstella/migration/step/place.ts';
import type { StepTaken } from '@interstella/migration/step/step-taken.ts';
import { planText, takenText } from './step-texts.ts';

const plan = (from: string, to: string, monolithTag: MonolithTag, direction = 'forwards') =>
  ({ from: stageNamed(from), to: stageNamed(to), direction, monolithTag }) as StepPlan;

const taken = (more: object) =>
  ({
    result: { outcome: 'done', leftBehind: [] },
    summary: { seconds: 0.4, published: 0, complete: 0, absorbed: 0, open: 11, lost: 0, firstFailures: [] },
    red: false,
    ...more,
  }) as unknown as StepTaken;

describe('what a step says', () => {
  it('says that nothing changes, in one line', () => {
    expect(planText(plan('alb', 'alb', 'latest', 'same'), [])).toBe('Stage alb again: nothing changes.');
  });

  it('says it before, where it leaves a resource to nobody as asked for', () => {
    expect(planText(plan('noiridium', 'magnesite', 'noiridium'), ['this']).split('\n')).toEqual([
      'Going forwards from noiridium to magnesite. What changes:',
      '  this',
    ]);
    expect(planText(plan('task', 'alb', 'noiridium'), ['this'])).toMatch(
      /\nAs asked for, nobody makes iridium then: every order stays open, until/,
    );
  });

  it('names the service whose log says why it failed', () => {
    const failed = (reason: string) =>
      takenText(
        plan('alb', 'iridium', 'latest'),
        taken({ result: { outcome: 'failed', reason, leftBehind: [] } }),
      );
    expect(failed('Service interstella-iridium: task 1 ended.')).toMatch(/: npx interstella logs iridium$/);
    expect(failed('The port is taken.')).not.toContain('npx interstella logs');
  });

  it('says first what is up, then what the ledger saw, and last where to go on', () => {
    const lines = takenText(plan('iridium', 'alb', 'latest'), taken({ stillOpen: ['a'] })).split('\n');
    expect(lines[0]).toBe('Stage alb is up.');
    expect(lines[1]).toMatch(/^In these 0\.4 s the ledger saw/);
    expect(lines.join('\n')).toContain('npx interstella hq republish');
    expect(lines.at(-1)).toBe('  npx interstella stage task  (back)');
  });

  it('says how to see what the ledger saw where HQ did not say it', () => {
    const text = takenText(plan('iridium', 'alb', 'latest'), taken({ summary: undefined, unknown: 'away' }));
    expect(text).toContain('npx interstella status');
  });
});
