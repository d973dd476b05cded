import { describe, expect, it } from '@jest/globals';
import { stageNamed } from '@interstella/infra/settings';
import type { DeployedEnvironment } from './deployed.ts';
import { owesNothing } from './owes-nothing.ts';

const HQ = { url: 'https://hq.example.com', isOurs: true };

const environment = (stage: string | undefined, status = 'UPDATE_COMPLETE') =>
  ({
    environmentName: 'team-7',
    hq: { outputs: { HqUrl: HQ.url } },
    interstella: stage && { stage: stageNamed(stage), status },
  }) as unknown as DeployedEnvironment;

const report = (owed: boolean) => ({ participant: 'ada', owed });

const LEAD = 'Interstella HQ owes this stage no orders. Unless a step waits at its gate right now: ';

describe('a stage on AWS that takes orders and is owed none', () => {
  it('is deployed again where that has HQ owe orders, or else HQ is told so', () => {
    expect(owesNothing(environment('alb'), HQ, report(false))).toEqual([
      `${LEAD}npx interstella deploy alb --environment-name team-7`,
    ]);
    expect(owesNothing(environment('iridium'), HQ, report(false))).toEqual([
      `${LEAD}npx interstella hq open ada --aws --environment-name team-7`,
    ]);
  });

  it("is the instructor's business where HQ is theirs", () => {
    const theirs = { url: 'https://theirs.example.com', isOurs: false };
    expect(owesNothing(environment('alb'), theirs, report(false))).toEqual([
      `${LEAD}the instructor must run \`npx interstella hq open ada --hq-url https://theirs.example.com\``,
    ]);
  });

  it.each([
    ['it is owed orders', environment('alb'), report(true)],
    ['HQ does not answer', environment('alb'), undefined],
    ['it is being changed', environment('alb', 'UPDATE_IN_PROGRESS'), report(false)],
    ['it takes none', environment('task'), report(false)],
    ['nothing is deployed', environment(undefined), report(false)],
  ])('is nobody’s concern where %s', (_, deployed, said) => {
    expect(owesNothing(deployed, HQ, said)).toEqual([]);
  });
});
