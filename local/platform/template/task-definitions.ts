import type { TaskDefinition } from '../deployment/index.ts';
import type { Reading } from './reading.ts';
import type { Fields, Value } from './value.ts';

type Container = Omit<TaskDefinition, 'id' | 'family'>;

const PORTS = { from: 0, to: 65_535 };

/** Task definitions by logical id. */
export function readTaskDefinitions(reading: Reading): ReadonlyMap<string, TaskDefinition> {
  return reading.each('AWS::ECS::TaskDefinition', (fields, id) => ({
    id,
    family: fields.at('Family').text(),
    ...fields
      .at('ContainerDefinitions')
      .only('container', (container) => container.object((inner) => readContainer(inner, reading))),
  }));
}

function readContainer(fields: Fields, reading: Reading): Container {
  fields.at('Essential').oneOf('true');
  return {
    container: fields.at('Name').text(),
    image: readImage(fields.at('Image'), reading),
    ...fields.at('PortMappings').only('port', readPorts),
    environment: fields
      .at('Environment')
      .attributes((variables) => byName(variables, (value) => value.text()), 'Name'),
    secrets: fields
      .at('Secrets')
      .attributes((secrets) => byName(secrets, (secret) => readSecret(secret, reading)), 'Name', 'ValueFrom'),
    // What ECS takes on Fargate, and by default on an instance.
    stopTimeoutS: fields.at('StopTimeout').number({ from: 1, to: 120, absent: 30 }),
    readonlyRootFilesystem: fields.at('ReadonlyRootFilesystem').flag(false),
    user: fields.at('User').text(),
    memory: fields.at('Memory').number({ from: 6, to: 1_048_576 }),
    logGroup: fields.at('LogConfiguration').object(readLogGroup),
  };
}

/** Only from a repository of the account: no other is built here. */
function readImage(image: Value, { place }: Reading): TaskDefinition['image'] {
  const registry = `${place.accountId}\\.dkr\\.ecr\\.${place.region}\\.amazonaws\\.com`;
  const [repository = '', tag = ''] = image.match(
    new RegExp(`^${registry}/([a-z0-9/_.-]+):([\\w.-]+)$`),
    "an image of this account's registry, with its tag",
  );
  return { repository, tag };
}

function readPorts(mapping: Value) {
  return mapping.object((fields) => {
    fields.at('Protocol').oneOf('tcp');
    return {
      containerPort: fields.at('ContainerPort').number({ ...PORTS, from: 1 }),
      hostPort: fields.at('HostPort').number({ ...PORTS, absent: 0 }),
    };
  });
}

/** Of parameters of Parameter Store, which are referred to by their ARNs. */
function readSecret(secret: Value, { place }: Reading): string {
  const { partition, region, accountId } = place;
  const [parameter = ''] = secret.match(
    new RegExp(`^arn:${partition}:ssm:${region}:${accountId}:parameter(/[\\w./-]+)$`),
    "the ARN of a parameter in this account's Parameter Store",
  );
  return parameter;
}

/** What a list of pairs holds, by name. */
function byName(fields: Fields, read: (value: Value) => string): Record<string, string> {
  return Object.fromEntries(fields.keys.map((name) => [name, read(fields.at(name))]));
}

function readLogGroup(fields: Fields): string {
  fields.at('LogDriver').oneOf('awslogs');
  return fields.at('Options').object((options) => options.at('awslogs-group').text());
}
