import { describe, expect, it } from '@jest/globals';
import { INTERSTELLA_STAGES, templateOf } from '../testing/templates.ts';
import { ofType } from '../testing/queries.ts';
import type { Template } from '../testing/template.ts';

/** Port 5000 is open to somebody, so that the tests see it being closed again. */
const CONTEXT = { allowFrom: '203.0.113.7/32' };

interface Difference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** What deploying `to` over `from` touches, by logical id. */
function difference(from: Template, to: Template): Difference {
  const [before, after] = [from.Resources, to.Resources];
  const added = Object.keys(after).filter((id) => !(id in before));
  const removed = Object.keys(before).filter((id) => !(id in after));
  const changed = Object.keys(before).filter(
    (id) => id in after && JSON.stringify(before[id]) !== JSON.stringify(after[id]),
  );
  return { added, removed, changed };
}

/** Logical ids without what CDK hashes into them, with their types. */
function described(template: Template, ids: readonly string[]): string[] {
  return ids
    .map((id) => `${id.replace(/[0-9A-F]{8,}$/, '')} ${template.Resources[id]?.Type.slice(5) ?? ''}`)
    .sort();
}

const SERVICE_OF = (name: string) => [
  `Front${name}Rule ElasticLoadBalancingV2::ListenerRule`,
  `FrontSecurityGrouptoInterstella${name}ServiceSecurityGroup EC2::SecurityGroupEgress`,
  `${name}ExecutionRole IAM::Role`,
  `${name}Service ECS::Service`,
  `${name}ServiceSecurityGroup EC2::SecurityGroup`,
  `${name}ServiceSecurityGroupfromInterstellaFrontSecurityGroup EC2::SecurityGroupIngress`,
  `${name}ServiceTargetGroup ElasticLoadBalancingV2::TargetGroup`,
  `${name}Subscription SNS::Subscription`,
  `${name}TaskDefinition ECS::TaskDefinition`,
  `${name}TaskRole IAM::Role`,
];

const ANOTHER_MONOLITH = ['MonolithService ECS::Service', 'MonolithTaskDefinition ECS::TaskDefinition'];

/** What each step changes, and nothing else: the rows of the design's table. */
const STEPS: Readonly<Record<string, Difference>> = {
  'workshop → task': {
    added: [
      'MonolithExecutionRole IAM::Role',
      'MonolithTaskDefinition ECS::TaskDefinition',
      'MonolithTaskRole IAM::Role',
      'Port5000 EC2::SecurityGroupIngress',
    ],
    removed: [],
    changed: [],
  },
  'task → alb': {
    added: [
      'CapacityInstanceSecurityGroupfromInterstellaFrontSecurityGroup EC2::SecurityGroupIngress',
      'FrontListener ElasticLoadBalancingV2::Listener',
      'FrontLoadBalancer ElasticLoadBalancingV2::LoadBalancer',
      'FrontSecurityGroup EC2::SecurityGroup',
      'FrontSecurityGrouptoInterstellaCapacityInstanceSecurityGroup EC2::SecurityGroupEgress',
      'MonolithService ECS::Service',
      'MonolithServiceTargetGroup ElasticLoadBalancingV2::TargetGroup',
      'OrdersSubscription SNS::Subscription',
    ],
    removed: ['Port5000 EC2::SecurityGroupIngress'],
    changed: ['MonolithTaskDefinition ECS::TaskDefinition'],
  },
  'alb → iridium': { added: SERVICE_OF('Iridium'), removed: [], changed: [] },
  'iridium → noiridium': { added: [], removed: [], changed: ANOTHER_MONOLITH },
  'noiridium → magnesite': { added: SERVICE_OF('Magnesite'), removed: [], changed: [] },
  'magnesite → nomagnesite': {
    added: [],
    removed: ['OrdersSubscription SNS::Subscription'],
    changed: ANOTHER_MONOLITH,
  },
};

describe('the step', () => {
  const pairs = INTERSTELLA_STAGES.slice(1).map(
    (to, index) => [INTERSTELLA_STAGES[index] ?? '', to] as const,
  );

  it.each(pairs)('%s → %s changes its row and nothing else', (from, to) => {
    const [before, after] = [templateOf(from, CONTEXT), templateOf(to, CONTEXT)];
    const { added, removed, changed } = difference(before, after);
    expect({
      added: described(after, added),
      removed: described(before, removed),
      changed: described(after, changed),
    }).toEqual(STEPS[`${from} → ${to}`]);
  });

  it.each(pairs)('%s ← %s undoes exactly that', (from, to) => {
    const [before, after] = [templateOf(to, CONTEXT), templateOf(from, CONTEXT)];
    const { added, removed, changed } = difference(before, after);
    const forwards = STEPS[`${from} → ${to}`];
    expect({
      added: described(after, added),
      removed: described(before, removed),
      changed: described(after, changed),
    }).toEqual({ added: forwards?.removed, removed: forwards?.added, changed: forwards?.changed });
  });

  it('iridium → noiridium changes the image, the revision and the nonce that follow it, and nothing else', () => {
    const [before, after] = [templateOf('iridium'), templateOf('noiridium')];
    for (const id of difference(before, after).changed) {
      const text = JSON.stringify(before.Resources[id]);
      const changed = id.includes('TaskDefinition')
        ? text
            .replace('":latest"', '":noiridium"')
            .replace('{"Name":"IMAGE_TAG","Value":"latest"}', '{"Name":"IMAGE_TAG","Value":"noiridium"}')
        : text.replace('"ForceNewDeploymentNonce":"latest"', '"ForceNewDeploymentNonce":"noiridium"');
      expect(JSON.stringify(after.Resources[id])).toBe(changed);
    }
  });

  it('gives a resource the same logical id and the same kind in every stage', () => {
    const types = new Map<string, string>();
    for (const stage of INTERSTELLA_STAGES) {
      for (const [id, { Type }] of Object.entries(templateOf(stage, CONTEXT).Resources)) {
        expect([id, types.get(id) ?? Type]).toEqual([id, Type]);
        types.set(id, Type);
      }
    }
  });

  it.each(INTERSTELLA_STAGES)('leads to no two rules of one priority at %s', (stage) => {
    const rules = [...ofType(templateOf(stage), 'AWS::ElasticLoadBalancingV2::ListenerRule').values()];
    const priorities = rules.map(({ Priority }) => Priority);
    expect(new Set(priorities).size).toBe(priorities.length);
  });
});

describe('a tag of the monolith instead of the stage’s own', () => {
  it('is the only difference that it makes', () => {
    const [before, after] = [templateOf('alb'), templateOf('alb', { monolithTag: 'noiridium' })];
    const { added, removed, changed } = difference(before, after);
    expect({ added, removed, changed: described(after, changed) }).toEqual({
      added: [],
      removed: [],
      changed: ANOTHER_MONOLITH,
    });
  });
});

it('keeps everything that holds something through all stages', () => {
  const holds = /ECR::Repository|Logs::LogGroup|SQS::Queue|S3::Bucket/;
  const held = (stage: string) =>
    Object.entries(templateOf(stage).Resources)
      .filter(([, { Type }]) => holds.test(Type))
      .map(([id]) => id);
  expect(held('workshop').length).toBeGreaterThan(9);
  for (const stage of INTERSTELLA_STAGES) expect(held(stage)).toEqual(held('workshop'));
});
