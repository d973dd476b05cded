import { describe, expect, it } from '@jest/globals';
import {
  arn,
  environmentOf,
  idOf,
  microservicesAt,
  SERVING,
  taskDefinition,
} from '../testing/interstella.ts';
import { text, theOne } from '../testing/queries.ts';
import { templateOf } from '../testing/templates.ts';
import { PLATFORM } from '../stages.ts';

/** What the image build calls a platform, and what ECS does. */
const ARCHITECTURES: Readonly<Record<string, string>> = { 'linux/amd64': 'X86_64', 'linux/arm64': 'ARM64' };

describe('the tasks', () => {
  it.each(SERVING)('the tasks of %s are small, not root, and cannot write to their image', (stage) => {
    const template = templateOf(stage);
    for (const name of ['monolith', ...microservicesAt(template)]) {
      const monolith = name === 'monolith';
      const { container, properties } = taskDefinition(template, name);
      expect(container).toMatchObject({
        Name: `interstella-${name}`,
        User: '1000:1000',
        ReadonlyRootFilesystem: true,
        LinuxParameters: { Capabilities: { Drop: ['ALL'] } },
        MemoryReservation: 128,
        Memory: 512,
        Cpu: monolith ? 128 : 256,
        PortMappings: [{ ContainerPort: monolith ? 5000 : 8080, ...(monolith && { HostPort: 0 }) }],
      });
      expect(container.LogConfiguration.Options).toMatchObject({
        'awslogs-group': {
          Ref: theOne(template, 'AWS::Logs::LogGroup', 'LogGroupName', `interstella-${name}`).id,
        },
      });
      expect(properties).toMatchObject(
        monolith
          ? { NetworkMode: 'bridge', RequiresCompatibilities: ['EC2'] }
          : { NetworkMode: 'awsvpc', RequiresCompatibilities: ['FARGATE'], Cpu: '256', Memory: '512' },
      );
    }
  });

  it.each(SERVING)('the environment of %s is what the services read, and no more', (stage) => {
    const template = templateOf(stage);
    const common = {
      LOG_FORMAT: 'json',
      DRAIN_MS: '20000',
      RESOURCES: 'iridium,magnesite',
      AWS_REGION: '${AWS::Region}',
    };
    const { container } = taskDefinition(template, 'monolith');
    expect(environmentOf(container)).toEqual({
      ...common,
      PORT: '5000',
      IMAGE_TAG: text(container.Image).split(':').at(-1),
      TOPIC_ARN: arn('sns', 'interstella-orders'),
    });
    for (const name of microservicesAt(template)) {
      expect(environmentOf(taskDefinition(template, name).container)).toEqual({
        ...common,
        PORT: '8080',
        IMAGE_TAG: 'latest',
        TOPIC_ARN: arn('sns', `interstella-${name}`),
        monolithUrl: `\${${idOf(template, 'FrontLoadBalancer')}.DNSName}`,
      });
    }
  });

  it.each(SERVING)('the keys of %s come from SSM, and HQ’s goes to the monolith alone', (stage) => {
    const template = templateOf(stage);
    const secrets = (name: string) =>
      Object.fromEntries(
        taskDefinition(template, name).container.Secrets.map(({ Name, ValueFrom }) => [
          Name,
          text(ValueFrom),
        ]),
      );
    const SERVICE_KEY = arn('ssm', 'parameter/interstella/serviceKey');
    expect(secrets('monolith')).toEqual({
      API_KEY: arn('ssm', 'parameter/interstella/apiKey'),
      API_ENDPOINT: arn('ssm', 'parameter/interstella/apiEndpoint'),
      SERVICE_KEY,
    });
    for (const name of microservicesAt(template)) expect(secrets(name)).toEqual({ SERVICE_KEY });
  });

  it.each(SERVING)('the microservices of %s run on the platform that images are built for', (stage) => {
    const template = templateOf(stage);
    for (const name of microservicesAt(template)) {
      expect(taskDefinition(template, name).properties).toMatchObject({
        RuntimePlatform: { CpuArchitecture: ARCHITECTURES[PLATFORM], OperatingSystemFamily: 'LINUX' },
      });
    }
  });
});
