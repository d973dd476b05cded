import { describe, expect, it } from '@jest/globals';
import { stageNamed } from '@interstella/infra/settings';
import { synthesize } from '@interstella/migration/assembly/synthesize.ts';
import type { StepPlan } from './plan-step.ts';
import type { StepTaken } from './step-taken.ts';
import { planText, takenText } from './step-texts.ts';

const ends = (from: string, to: string, template: unknown, direction = 'forwards') =>
  ({ from: stageNamed(from), to: stageNamed(to), direction, template }) as unknown as StepPlan;

const taken = (more: object) =>
  ({
    result: { outcome: 'done', leftBehind: [] },
    summary: { seconds: 0.4, published: 0, complete: 0, absorbed: 0, open: 11, lost: 0, firstFailures: [] },
    red: false,
    ...more,
  }) as unknown as StepTaken;

describe('what a step says', () => {
  it('says that nothing changes, in one line', async () => {
    const again = ends('alb', 'alb', await synthesize('alb', {}), 'same');
    expect(planText(again, [])).toBe('Stage alb again: nothing changes.');
  });

  it('says it before, where it leaves a resource to nobody as asked for', async () => {
    const template = await synthesize('magnesite', {});
    expect(planText(ends('noiridium', 'magnesite', template), ['this']).split('\n')).toEqual([
      'Going forwards from noiridium to magnesite. What changes:',
      '  this',
    ]);
    const wrong = await synthesize('alb', { monolithTag: 'noiridium' });
    expect(planText(ends('task', 'alb', wrong), ['this'])).toMatch(
      /\nAs asked for, nobody makes iridium then: every order stays open, until/,
    );
  });

  it('names the service whose log says why it failed', () => {
    const failed = (reason: string) =>
      takenText(ends('alb', 'iridium', {}), taken({ result: { outcome: 'failed', reason, leftBehind: [] } }));
    expect(failed('Service interstella-iridium: task 1 ended.')).toMatch(/: npx interstella logs iridium$/);
    expect(failed('The port is taken.')).not.toContain('npx interstella logs');
  });

  it('says what the ledger saw, and why it is not known what it saw later', () => {
    const lines = takenText(ends('iridium', 'alb', {}), taken({ unknown: 'HQ is away' })).split('\n');
    expect(lines[1]).toMatch(/^In these 0\.4 s the ledger saw/);
    expect(lines).toContain('What became of the orders after it is not known: HQ is away');
  });

  it('says why it is not known what the ledger saw, and what to do', () => {
    const text = takenText(
      ends('iridium', 'alb', {}),
      taken({ summary: undefined, unknown: 'HQ refused GET /report: DynamoDB is away' }),
    );
    expect(text).toContain('What the ledger saw is not known: HQ refused GET /report: DynamoDB is away\n');
    expect(text).toContain('npx interstella status');
  });

  it('says afterwards what became of the first orders, and how open ones come home', () => {
    const since = { published: 1, complete: 1, isCutOff: false, by: { iridium: { iridium: 1 } } };
    const lines = takenText(
      ends('iridium', 'alb', {}),
      taken({ newOrders: since, stillOpen: ['a', 'b', 'c', 'd', 'e', 'f'] }),
    ).split('\n');
    expect(lines[0]).toBe('Stage alb is up.');
    expect(lines).toContain('Since then 1 order was published, and 1 is complete: iridium by iridium 1.');
    expect(lines).toContain('6 orders from before this step are still open: a, b, c, d, e, …');
    expect(lines.join('\n')).toContain('npx interstella hq republish');
    expect(takenText(ends('iridium', 'alb', {}), taken({ stillOpen: ['a', 'b'], moreOpen: true }))).toContain(
      'At least 2 orders from before this step are still open: a, b\n',
    );
    expect(lines.at(-1)).toBe('  npx interstella stage task  (back)');
  });
});
