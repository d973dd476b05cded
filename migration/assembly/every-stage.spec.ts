import { beforeAll, describe, expect, it } from '@jest/globals';
import { namesIn } from '@interstella/infra/names';
import { serviceNamed, STAGES, type Stage } from '@interstella/infra/stages';
import { MOST_TASKS } from '@interstella/local/platform/deployment';
import { readDeployment, type Template } from '@interstella/local/platform/template';
import { type Context, synthesize } from './synthesize.ts';
import { INSTRUCTOR, PLACE, useSynthesis } from './testing/use-synthesis.ts';

const NAMES = namesIn('interstella');
const topicArn = (topic: string) => `arn:aws:sns:us-east-1:000000000000:interstella-${topic}`;

/** Of the stack that runs on a laptop. */
const RUN_HERE = STAGES.filter(({ stack }) => stack === 'Interstella');

useSynthesis();
const templates = new Map<string, Template>();

beforeAll(async () => {
  for (const { name } of RUN_HERE) templates.set(name, await synthesize(name));
});

const deploymentOf = (stage: Stage) => readDeployment(templates.get(stage.name), PLACE);

describe.each(RUN_HERE.map((stage) => [stage.name, stage] as const))(
  'the deployment of stage %s',
  (name, stage) => {
    it('says which one it is', () => {
      expect(deploymentOf(stage)).toMatchObject({ stage: name, environmentName: 'interstella' });
    });

    it('has the tasks of the stage, with their images, ports and topics', () => {
      const found = deploymentOf(stage).taskDefinitions.map(
        ({ image, containerPort, hostPort, environment, logGroup }) => [
          `${image.repository}:${image.tag}`,
          containerPort,
          hostPort,
          environment.TOPIC_ARN,
          logGroup,
        ],
      );
      const expected = stage.tasks.map(({ service, imageTag, runBy }) => {
        const { containerPort, topic } = serviceNamed(service);
        const isService = runBy === 'service';
        return [
          `${NAMES.service(service)}:${imageTag}`,
          containerPort,
          isService ? 0 : containerPort,
          isService ? topicArn(topic) : undefined,
          NAMES.service(service),
        ];
      });
      expect(found).toEqual(expected);
    });

    it('has its services, each behind its target group with its health check', () => {
      const { services, targetGroups } = deploymentOf(stage);
      const expected = stage.tasks.filter(({ runBy }) => runBy === 'service').map(({ service }) => service);
      expect(services.map((one) => [one.name, one.targetGroup])).toEqual(
        expected.map((service) => [NAMES.service(service), NAMES.service(service)]),
      );
      expect(targetGroups.map((one) => [one.name, one.healthCheck.path])).toEqual(
        expected.map((service) => [NAMES.service(service), serviceNamed(service).healthCheckPath]),
      );
    });

    it('has its rules, and the default target', () => {
      const { listener } = deploymentOf(stage);
      const forward = (service: Stage['defaultTarget']) =>
        service && { type: 'forward', targetGroup: NAMES.service(service) };
      expect(listener?.defaultAction).toEqual(forward(stage.defaultTarget));
      expect(listener?.rules ?? []).toEqual(
        stage.listenerRules.map(({ priority, pathPattern, service }) => ({
          priority,
          pathPatterns: [pathPattern],
          action: forward(service),
        })),
      );
    });

    it('has its subscriptions, each with its redrive queue', () => {
      const found = deploymentOf(stage).subscriptions.map((one) => [
        one.topicArn,
        one.endpoint,
        one.redriveQueue,
      ]);
      expect(found).toEqual(
        stage.subscriptions.map(({ topic, service }) => [
          topicArn(topic),
          `http://localhost:5000${serviceNamed(service).ordersPath}`,
          NAMES.redriveQueue(topic),
        ]),
      );
    });
  },
);

it.each<[string, Context]>([
  ['task', { allowFrom: '203.0.113.7/32' }],
  ['alb', { monolithTag: 'noiridium' }],
  ['iridium', { desiredCount: 'monolith=3,iridium=2' }],
  ['nomagnesite', { environmentName: 'team-7' }],
  ['nomagnesite', INSTRUCTOR],
])('stage %s is read in the context %j, too', async (stage, context) => {
  const { services, subscriptions, parameters } = readDeployment(await synthesize(stage, context), PLACE);
  expect(services.map(({ desiredCount }) => desiredCount)).toEqual(
    { task: [], alb: [1], iridium: [3, 2], nomagnesite: [1, 1, 1] }[stage],
  );
  if (context !== INSTRUCTOR) return;
  expect(subscriptions[0]?.topicArn).toBe(`${INSTRUCTOR.topicArnPrefix}iridium`);
  expect(parameters).toEqual([{ name: '/interstella/apiEndpoint', value: INSTRUCTOR.apiEndpoint }]);
});

it('may have as many tasks of a service as the platform runs, and not one more', async () => {
  const { services } = readDeployment(await synthesize('alb', { desiredCount: String(MOST_TASKS) }), PLACE);
  expect(services.map(({ desiredCount }) => desiredCount)).toEqual([MOST_TASKS]);
  await expect(synthesize('alb', { desiredCount: String(MOST_TASKS + 1) })).rejects.toThrow('desiredCount');
});
