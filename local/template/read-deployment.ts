import type { Deployment, Parameter } from '../deployment/index.ts';
import { readListener, readTargetGroups } from './load-balancer.ts';
import { isTemplate, Reading } from './reading.ts';
import { readServices } from './services.ts';
import type { StackPlace } from './stack-place.ts';
import { readQueues, readSubscriptions } from './subscriptions.ts';
import { readTaskDefinitions } from './task-definitions.ts';
import { TemplateError } from './template-error.ts';

const SECTIONS = ['Description', 'Resources', 'Outputs'];

/**
 * What a stage's template deploys, at a place. Reads all that has a meaning on one machine, leaves out what `ignored.ts`
 * lists, and refuses everything else.
 *
 * @param template as `cdk synth` writes it, parsed
 * @throws TemplateError that names every problem
 */
export function readDeployment(template: unknown, place: StackPlace): Deployment {
  if (!isTemplate(template)) {
    throw new TemplateError([{ logicalId: 'Resources', path: '', reason: 'this is no template.' }]);
  }
  const reading = new Reading(template, place);
  for (const section of Object.keys(template)) {
    if (!SECTIONS.includes(section)) reading.report(section, '', 'this section of a template is not known.');
  }
  const deployment = readAll(reading);
  reading.checkTypes();
  if (reading.problems.length > 0) throw new TemplateError(reading.problems);
  return deployment;
}

function readAll(reading: Reading): Deployment {
  // Their names are asked for where something refers to them.
  reading.each('AWS::ECR::Repository', (fields) => fields.at('RepositoryName').ownName());
  reading.each('AWS::Logs::LogGroup', (fields) => fields.at('LogGroupName').ownName());
  const targetGroups = readTargetGroups(reading);
  const listener = readListener(reading, targetGroups);
  const taskDefinitions = readTaskDefinitions(reading);
  const services = readServices(reading, { taskDefinitions, targetGroups });
  const queues = readQueues(reading);
  return {
    stage: readOutput(reading, 'Stage'),
    environmentName: readOutput(reading, 'EnvironmentName'),
    ...(listener && { listener }),
    targetGroups: [...targetGroups.values()],
    taskDefinitions,
    services: [...services.values()],
    queues: [...queues.values()],
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

function readParameters(reading: Reading): Parameter[] {
  return reading.each('AWS::SSM::Parameter', (fields) => {
    fields.at('Type').oneOf('String');
    return { name: fields.at('Name').ownName(), value: fields.at('Value').text() };
  });
}
