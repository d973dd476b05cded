import { describe, expect, it } from '@jest/globals';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { STAGES } from './stages.ts';
import { ofType, type Properties, text } from './testing/queries.ts';
import { INTERSTELLA_STAGES, stackOf, type Synthesized } from './testing/templates.ts';
import type { Template } from './testing/template.ts';

const CONTEXT = { allowFrom: '203.0.113.7/32' };
/** A participant's context whose HQ is an instructor's. */
const AT_INSTRUCTOR = {
  ...CONTEXT,
  topicArnPrefix: 'arn:aws:sns:us-east-1:123456789012:interstella-',
  apiEndpoint: 'https://hq.example.com/receiving/',
};
/** The instructor's own. */
const OF_INSTRUCTOR = { participantAccounts: '111111111111,222222222222' };

/** Every stage by itself, and those in which an instructor's HQ makes a difference of its own. */
const VARIANTS: readonly (readonly [
  variant: string,
  stage: string,
  context: Readonly<Record<string, string>>,
])[] = [
  ...STAGES.map(({ name }) => [name, name, CONTEXT] as const),
  ...['workshop', 'task', 'magnesite'].map(
    (name) => [`${name} at an instructor's HQ`, name, AT_INSTRUCTOR] as const,
  ),
  ['hq of an instructor', 'hq', OF_INSTRUCTOR],
];

/** Each synthesized once, with CloudFormation's own rules checked in it. */
const checked = (stage: string, context: Readonly<Record<string, string>>): Synthesized =>
  stackOf(stage, context, true);

/** Where AWS leaves no choice, or where nobody can know the name: `actions on resource`. Nothing else may be added. */
const UNAVOIDABLE = new Set([
  'ecs:DiscoverPollEndpoint on *',
  'ecr:GetAuthorizationToken on *',
  'ecs:Poll ecs:StartTelemetrySession on arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:container-instance/interstella/*',
  'sqs:GetQueueAttributes sqs:ReceiveMessage on arn:${AWS::Partition}:sqs:${AWS::Region}:*:*-redrive',
  // Logs of the load balancer go below the account's own folder of the bucket.
  's3:PutObject on ${StoresAccessLogs.Arn}/AWSLogs/${AWS::AccountId}/*',
]);

interface Statement {
  readonly Effect: string;
  readonly Action?: string | readonly string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly NotAction?: unknown;
  readonly NotResource?: unknown;
  readonly NotPrincipal?: unknown;
}

const TO_ALL_BUT = ['NotAction', 'NotResource', 'NotPrincipal'] as const;

/** Every statement that allows something, of roles and of resources. */
function allowing(template: Template): Statement[] {
  const found: Statement[] = [];
  JSON.stringify(template.Resources, (key, value: unknown) => {
    if (key === 'Statement') found.push(...(listed(value) as Statement[]));
    return value;
  });
  return found.filter(({ Effect }) => Effect === 'Allow');
}

/** Rules that are not followed somewhere; another one must be argued for here, too. */
const ACKNOWLEDGED = [
  'AwsSolutions-APIG4',
  'AwsSolutions-EC23',
  'AwsSolutions-ECS2',
  'AwsSolutions-IAM5',
  'AwsSolutions-S1',
  'AwsSolutions-SQS3',
];

/** The reasons that a stack gives for not following rules, by rule. */
function reasonsIn({ stack }: Synthesized): [rule: string, reason: string][] {
  const metadata = stack.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
  return metadata
    .flatMap(({ data }) => Object.entries(data as Record<string, string>))
    .map(([rule, reason]): [string, string] => [rule.replace(/^Annotation::/, ''), reason])
    .filter(([rule]) => rule.startsWith('AwsSolutions-'));
}

const listed = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/**
 * `actions on resource`, for each resource of a statement; `… on *` for one that names none, or says only what it does
 * not allow. A role's trust names no resource: it is the role itself.
 */
function grants(statement: Statement): string[] {
  const { Action, Resource } = statement;
  const allBut = TO_ALL_BUT.filter((name) => statement[name] !== undefined);
  if (allBut.length > 0) return [`${allBut.join(' ')} on *`];
  if (Action === undefined) return ['no action on *'];
  if (Resource === undefined) return Action === 'sts:AssumeRole' ? [] : [`${listed(Action).join(' ')} on *`];
  return listed(Resource).map(
    (resource) => `${listed(Action).join(' ')} on ${text(resource).replace(/[0-9A-F]{8}(?=\.Arn)/, '')}`,
  );
}

describe.each(VARIANTS)('stage %s', (_, stage, context) => {
  it("follows CloudFormation's own rules", () => {
    expect(checked(stage, context).template.Resources).not.toEqual({});
  });

  it('has no violation of AwsSolutions', () => {
    const { violations } = new AwsSolutionsChecks().validateScope(checked(stage, context).stack);
    expect(violations.map(({ ruleName }) => ruleName)).toEqual([]);
  });

  it('allows named actions on named resources', () => {
    const all = allowing(checked(stage, context).template);
    expect(all.length).toBeGreaterThan(4);
    const broad = all.flatMap(grants).filter((grant) => grant.includes('*'));
    expect(broad.filter((grant) => !UNAVOIDABLE.has(grant))).toEqual([]);
  });

  it('allows nothing to everybody', () => {
    const principals = allowing(checked(stage, context).template).map(({ Principal }) =>
      JSON.stringify(Principal ?? null),
    );
    expect(principals.filter((principal) => principal.includes('*'))).toEqual([]);
  });

  it('uses no policy that AWS manages, and has no secret in the template', () => {
    const json = JSON.stringify(checked(stage, context).template);
    expect(json).not.toContain('ManagedPolicyArns');
    expect(json).not.toMatch(/SecureString|resolve:ssm-secure|resolve:secretsmanager/);
  });
});

it.each([
  { Effect: 'Allow', NotAction: 'sqs:SendMessage', Resource: 'arn' },
  { Effect: 'Allow', Action: 'sqs:SendMessage', NotResource: 'arn' },
  { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: 'arn', NotPrincipal: { AWS: 'arn' } },
  { Effect: 'Allow', Action: 'sqs:SendMessage' },
  { Effect: 'Allow', Resource: 'arn' },
  { Effect: 'Allow', Action: ['sts:AssumeRole', 'sqs:SendMessage'], Principal: { AWS: 'arn' } },
])('holds %j for broad', (statement) => {
  const template = { Resources: { Policy: { Type: 'Policy', Properties: { Statement: statement } } } };
  expect(allowing(template).flatMap(grants)).toEqual([expect.stringMatching(/ on \*$/)]);
});

it('has a reason for each rule that it does not follow, and no other than the known ones', () => {
  const reasons = VARIANTS.flatMap(([, stage, context]) => reasonsIn(checked(stage, context)));
  expect(new Set(reasons.map(([rule]) => rule.split('[')[0]))).toEqual(new Set(ACKNOWLEDGED));
  for (const [rule, reason] of reasons)
    expect([rule, reason]).toEqual([rule, expect.stringMatching(/^.{40,}\.$/)]);
});

it('needs every one of the exceptions', () => {
  const used = new Set(
    VARIANTS.flatMap(([, stage, context]) => allowing(checked(stage, context).template).flatMap(grants)),
  );
  expect([...UNAVOIDABLE].filter((grant) => !used.has(grant))).toEqual([]);
});

describe.each(INTERSTELLA_STAGES)('stage %s', (stage) => {
  it('lets everybody reach port 80 of the load balancer, and nothing else', () => {
    const { template } = checked(stage, CONTEXT);
    const inline = [...ofType(template, 'AWS::EC2::SecurityGroup')].flatMap(
      ([id, { SecurityGroupIngress }]) =>
        ((SecurityGroupIngress ?? []) as Properties[]).map((rule) => ({ ...rule, group: id })),
    );
    const apart = [...ofType(template, 'AWS::EC2::SecurityGroupIngress').values()].map((rule) => ({
      ...rule,
      group: text(rule.GroupId),
    }));
    const open = ([...inline, ...apart] as Properties[]).filter((rule) =>
      /0\.0\.0\.0\/0|::\/0/.test(JSON.stringify(rule)),
    );
    expect(open.map(({ group, FromPort, ToPort }) => [text(group).slice(0, 18), FromPort, ToPort])).toEqual(
      ofType(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer').size > 0
        ? [['FrontSecurityGroup', 80, 80]]
        : [],
    );
    expect((apart as Properties[]).filter(({ FromPort }) => FromPort === 22)).toEqual([]);
  });
});
