import { beforeAll, describe, expect, it } from '@jest/globals';
import { isDeepStrictEqual } from 'node:util';
import { STAGES } from '@interstella/infra/stages';
import type { Template } from '@interstella/local/platform/template';
import { synthesize } from '../assembly/synthesize.ts';
import { useSynthesis } from '../assembly/testing/use-synthesis.ts';
import { describeChange, tell } from './describe-change.ts';

/** Port 5000 is open to somebody, so that the rule of a security group comes and goes, too. */
const CONTEXT = { allowFrom: '203.0.113.7/32' };

useSynthesis();
const NAMES = STAGES.filter(({ stack }) => stack === 'Interstella').map(({ name }) => name);
const templates = new Map<string, Template>();

beforeAll(async () => {
  for (const name of NAMES) templates.set(name, await synthesize(name, CONTEXT));
});

function templateOf(stage: string): Template {
  const template = templates.get(stage);
  if (!template) throw new Error(`There is no stage ${stage}.`);
  return template;
}

const steps = NAMES.slice(1).flatMap((name, index) => [
  [NAMES[index] ?? '', name] as const,
  [name, NAMES[index] ?? ''] as const,
]);

/** The logical ids of everything that differs. */
function touched({ Resources: from }: Template, { Resources: to }: Template): string[] {
  const ids = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...ids].filter((id) => !isDeepStrictEqual(from[id], to[id])).sort();
}

describe.each(steps)('the change from %s to %s', (from, to) => {
  it('accounts for every resource that differs, and for no other', () => {
    const [before, after] = [templateOf(from), templateOf(to)];
    const told = new Set(tell(before, after).flatMap(({ about }) => about));
    expect([...told].sort()).toEqual(touched(before, after));
  });
});

it.each([
  [
    'workshop',
    'task',
    [
      'new task definition interstella-monolith, of interstella-monolith:latest',
      '3 supporting resources are new: EC2 SecurityGroupIngress, 2 × IAM Role',
    ],
  ],
  [
    'task',
    'alb',
    [
      'new load balancer interstella',
      'new listener on port 80: what no rule matches → interstella-monolith',
      'new service interstella-monolith: 1 task of interstella-monolith:latest',
      'task definition interstella-monolith: host port 5000 → any, variable DIRECT_ORDERS goes, variable TOPIC_ARN is added: arn:aws:sns:us-east-1:000000000000:interstella-orders',
      'new subscription interstella-orders → http://load-balancer/order/',
      '3 supporting resources are new: EC2 SecurityGroup, EC2 SecurityGroupEgress, EC2 SecurityGroupIngress',
      '1 supporting resource is gone: EC2 SecurityGroupIngress',
    ],
  ],
  [
    'alb',
    'iridium',
    [
      'new service interstella-iridium: 1 task of interstella-iridium:latest',
      'new load balancer rule 1: /iridium* → interstella-iridium',
      'new subscription interstella-iridium → http://load-balancer/iridium/',
      '5 supporting resources are new: EC2 SecurityGroup, EC2 SecurityGroupEgress, EC2 SecurityGroupIngress, 2 × IAM Role',
    ],
  ],
  [
    'iridium',
    'alb',
    [
      'service interstella-iridium goes',
      'load balancer rule 1 goes: /iridium* → interstella-iridium',
      'subscription interstella-iridium → http://load-balancer/iridium/ goes',
      '5 supporting resources are gone: EC2 SecurityGroup, EC2 SecurityGroupEgress, EC2 SecurityGroupIngress, 2 × IAM Role',
    ],
  ],
  ['iridium', 'noiridium', ['service interstella-monolith: image tag latest → noiridium']],
  ['noiridium', 'iridium', ['service interstella-monolith: image tag noiridium → latest']],
  [
    'magnesite',
    'nomagnesite',
    [
      'service interstella-monolith: image tag noiridium → nomagnesite',
      'subscription interstella-orders → http://load-balancer/order/ goes',
    ],
  ],
])('from %s to %s, it says so', (from, to, sentences) => {
  expect(describeChange(templateOf(from), templateOf(to))).toEqual(sentences);
});

it('from nothing, everything is new', () => {
  const sentences = describeChange(undefined, templateOf('alb'));
  expect(sentences).toContain('new service interstella-monolith: 1 task of interstella-monolith:latest');
  expect(sentences).toContain('new queue interstella-orders-redrive');
  expect(sentences.at(-1)).toMatch(/^40 supporting resources are new: AutoScaling AutoScalingGroup, /);
});

describe('within a stage', () => {
  type Properties = Record<string, unknown>;

  /** What is said of `iridium` after a change of one resource’s properties. */
  function changedBy(id: RegExp, change: (properties: Properties) => unknown): readonly string[] {
    // Not structuredClone, whose objects are of another realm than the test's, and so never equal.
    const after = JSON.parse(JSON.stringify(templateOf('iridium'))) as Template;
    const [found] = Object.entries(after.Resources).filter(([key]) => id.test(key));
    change({ ...found?.[1] }.Properties ?? {});
    return describeChange(templateOf('iridium'), after);
  }

  const container = ({ ContainerDefinitions }: Properties) =>
    (ContainerDefinitions as readonly Properties[])[0] ?? {};

  it('tells nothing where nothing differs', () => {
    expect(describeChange(templateOf('iridium'), templateOf('iridium'))).toEqual([]);
  });

  it('another count of tasks is said of the service', async () => {
    const scaled = await synthesize('iridium', { ...CONTEXT, desiredCount: '2' });
    expect(describeChange(templateOf('iridium'), scaled)).toEqual([
      'service interstella-monolith: desired count 1 → 2',
      'service interstella-iridium: desired count 1 → 2',
    ]);
  });

  it.each<[string, RegExp, (properties: Properties) => unknown, string]>([
    [
      'a nonce alone',
      /^MonolithService[0-9A-F]/,
      (service) =>
        (service.ForceNewDeployment = { EnableForceNewDeployment: true, ForceNewDeploymentNonce: 'x' }),
      'service interstella-monolith: its tasks are replaced',
    ],
    [
      'settings of a container',
      /^IridiumTaskDefinition/,
      (task) => Object.assign(container(task), { StopTimeout: 60, User: '1001' }),
      'service interstella-iridium: stop timeout (s) 45 → 60, user 1000:1000 → 1001',
    ],
    [
      'what the runner ignores',
      /^IridiumTaskDefinition/,
      (task) => (task.Cpu = '512'),
      '1 supporting resource is changed: ECS TaskDefinition',
    ],
    [
      'a health check',
      /^IridiumServiceTargetGroup/,
      (group) => Object.assign(group, { HealthCheckIntervalSeconds: 15, HealthCheckPath: '/' }),
      'target group interstella-iridium: health check path /iridium/ → /, health check interval (s) 10 → 15',
    ],
    [
      'a path',
      /^FrontIridiumRule/,
      (rule) => (rule.Conditions = [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/a', '/b'] } }]),
      'load balancer rule 1: path /iridium* → /a, /b',
    ],
    [
      'what an action is',
      /^FrontListener/,
      (listener) =>
        (listener.DefaultActions = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }]),
      'listener: default action interstella-monolith → 404',
    ],
    [
      'a time limit',
      /^FrontLoadBalancer/,
      (balancer) =>
        (balancer.LoadBalancerAttributes = [{ Key: 'idle_timeout.timeout_seconds', Value: '30' }]),
      'load balancer interstella: idle timeout (s) 60 → 30, drop invalid headers true → false',
    ],
    [
      'how long dead letters are kept',
      /^StoresOrdersRedriveQueue[0-9A-F]/,
      (queue) => (queue.MessageRetentionPeriod = 60),
      'queue interstella-orders-redrive: message retention period (s) 1209600 → 60',
    ],
  ])('%s is said, too', (_, id, change, sentence) => {
    expect(changedBy(id, change)).toEqual([sentence]);
  });

  it('what the reader does not know is refused', () => {
    expect(() => changedBy(/^MonolithService[0-9A-F]/, (service) => (service.Unknown = 1))).toThrow(
      /MonolithService.*, Unknown: this is not known/,
    );
  });
});
