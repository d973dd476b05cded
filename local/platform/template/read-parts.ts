import type {
  Parameter,
  Queue,
  Service,
  Subscription,
  TargetGroup,
  TaskDefinition,
} from '../deployment/index.ts';
import { type Front, readFront, readTargetGroups } from './load-balancer.ts';
import { isTemplate, Reading } from './reading.ts';
import { readServices } from './services.ts';
import type { StackPlace } from './stack-place.ts';
import { readQueues, readSubscriptions } from './subscriptions.ts';
import { readTaskDefinitions } from './task-definitions.ts';
import { TemplateError } from './template-error.ts';

const SECTIONS = ['Description', 'Resources', 'Outputs'];

/** What a template deploys, by logical id. */
export interface Parts extends Front {
  readonly stage: string;
  readonly environmentName: string;
  readonly targetGroups: ReadonlyMap<string, TargetGroup>;
  readonly taskDefinitions: ReadonlyMap<string, TaskDefinition>;
  readonly services: ReadonlyMap<string, Service>;
  readonly queues: ReadonlyMap<string, Queue>;
  readonly subscriptions: ReadonlyMap<string, Subscription>;
  readonly parameters: ReadonlyMap<string, Parameter>;
}

/**
 * The parts of a template that have a meaning on one machine. Leaves out what `ignored.ts` lists, and refuses everything
 * else.
 *
 * @throws TemplateError that names every problem
 */
export function readParts(template: unknown, place: StackPlace): Parts {
  if (!isTemplate(template)) {
    throw new TemplateError([{ logicalId: 'Resources', path: '', reason: 'this is no template.' }]);
  }
  const reading = new Reading(template, place);
  for (const section of Object.keys(template)) {
    if (!SECTIONS.includes(section)) reading.report(section, '', 'this section of a template is not known.');
  }
  const parts = readAll(reading);
  reading.checkTypes();
  if (reading.problems.length > 0) throw new TemplateError(reading.problems);
  return parts;
}

function readAll(reading: Reading): Parts {
  // Their names are asked for where something refers to them.
  reading.each('AWS::ECR::Repository', (fields) => fields.at('RepositoryName').ownName());
  reading.each('AWS::Logs::LogGroup', (fields) => fields.at('LogGroupName').ownName());
  const targetGroups = readTargetGroups(reading);
  const taskDefinitions = readTaskDefinitions(reading);
  const services = readServices(reading, { taskDefinitions, targetGroups });
  const queues = readQueues(reading);
  return {
    stage: readOutput(reading, 'Stage'),
    environmentName: readOutput(reading, 'EnvironmentName'),
    ...readFront(reading, targetGroups),
    targetGroups,
    taskDefinitions,
    services,
    queues,
    subscriptions: readSubscriptions(reading, queues, services),
    parameters: readParameters(reading),
  };
}

/** What the stack tells about itself; its other outputs are for people. */
function readOutput(reading: Reading, name: string): string {
  const value = reading.template.Outputs?.[name]?.Value;
  if (typeof value === 'string') return value;
  reading.report('Outputs', name, 'must be there, as text.');
  return '';
}

function readParameters(reading: Reading): ReadonlyMap<string, Parameter> {
  return reading.each('AWS::SSM::Parameter', (fields) => {
    fields.at('Type').oneOf('String');
    return { name: fields.at('Name').ownName(), value: fields.at('Value').text() };
  });
}
