import { describe, expect, it } from '@jest/globals';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { STAGES } from './stages.ts';
import { ofType, type Properties, text } from './testing/queries.ts';
import { INTERSTELLA_STAGES, stackOf, synthesize, templateOf } from './testing/templates.ts';
import type { Template } from './testing/template.ts';

const CONTEXT = { allowFrom: '203.0.113.7/32' };
const ALL_STAGES = STAGES.map(({ name }) => name);

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
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Principal?: unknown;
}

/** Every statement that allows something, of roles and of resources. */
function allowing(template: Template): Statement[] {
  const found: Statement[] = [];
  JSON.stringify(template.Resources, (key, value: unknown) => {
    if (key === 'Statement' && Array.isArray(value)) found.push(...(value as Statement[]));
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
function reasonsIn(stage: string): [rule: string, reason: string][] {
  const metadata = stackOf(stage, CONTEXT)
    .stack.node.findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
  return metadata
    .flatMap(({ data }) => Object.entries(data as Record<string, string>))
    .map(([rule, reason]): [string, string] => [rule.replace(/^Annotation::/, ''), reason])
    .filter(([rule]) => rule.startsWith('AwsSolutions-'));
}

const listed = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** `actions on resource`, for each resource of a statement. */
function grants({ Action, Resource }: Statement): string[] {
  if (Resource === undefined) return [];
  return listed(Resource).map(
    (resource) => `${listed(Action).join(' ')} on ${text(resource).replace(/[0-9A-F]{8}(?=\.Arn)/, '')}`,
  );
}

describe.each(ALL_STAGES)('stage %s', (stage) => {
  it('has no violation of AwsSolutions', () => {
    const { violations } = new AwsSolutionsChecks().validateScope(stackOf(stage, CONTEXT).stack);
    expect(violations.map(({ ruleName }) => ruleName)).toEqual([]);
  });

  it('allows named actions on named resources', () => {
    const all = allowing(templateOf(stage, CONTEXT));
    expect(all.length).toBeGreaterThan(4);
    const broad = all.flatMap(grants).filter((grant) => grant.includes('*'));
    expect(broad.filter((grant) => !UNAVOIDABLE.has(grant))).toEqual([]);
  });

  it('allows nothing to everybody', () => {
    const principals = allowing(templateOf(stage, CONTEXT)).map(({ Principal }) =>
      JSON.stringify(Principal ?? null),
    );
    expect(principals.filter((principal) => principal.includes('*'))).toEqual([]);
  });

  it('uses no policy that AWS manages, and has no secret in the template', () => {
    const json = JSON.stringify(templateOf(stage, CONTEXT));
    expect(json).not.toContain('ManagedPolicyArns');
    expect(json).not.toMatch(/SecureString|resolve:ssm-secure|resolve:secretsmanager/);
  });

  it("follows CloudFormation's own rules", () => {
    synthesize({ ...CONTEXT, stage }, true);
  });
});

it('has a reason for each rule that it does not follow, and no other than the known ones', () => {
  const reasons = ALL_STAGES.flatMap(reasonsIn);
  expect(new Set(reasons.map(([rule]) => rule.split('[')[0]))).toEqual(new Set(ACKNOWLEDGED));
  for (const [rule, reason] of reasons)
    expect([rule, reason]).toEqual([rule, expect.stringMatching(/^.{40,}\.$/)]);
});

it('needs every one of the exceptions', () => {
  const used = new Set(ALL_STAGES.flatMap((stage) => allowing(templateOf(stage, CONTEXT)).flatMap(grants)));
  expect([...UNAVOIDABLE].filter((grant) => !used.has(grant))).toEqual([]);
});

describe.each(INTERSTELLA_STAGES)('stage %s', (stage) => {
  it('lets everybody reach port 80 of the load balancer, and nothing else', () => {
    const template = templateOf(stage, CONTEXT);
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
