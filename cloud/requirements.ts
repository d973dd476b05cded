import type { Settings } from '@interstella/infra/settings';
import { namesIn } from '@interstella/infra/names';
import { PLATFORM, type Stage } from '@interstella/infra/stages';
import { printedCommand } from '@interstella/terminal/printed-command.ts';
import { UsageError } from '@interstella/libs/errors';
import type { Aws } from './aws.ts';
import { missingImages } from './missing-images.ts';
import { kindsOfParameters, type ParameterName } from './parameters.ts';

/**
 * What a stage needs and CloudFormation does not make: images in ECR, keys in SSM.
 *
 * @throws UsageError that names everything that is missing, and the commands that bring it
 */
export async function requireInputs(aws: Aws, stage: Stage, settings: Settings): Promise<void> {
  const { environmentName } = settings;
  const [images, keys] = await Promise.all([
    missingImages(aws, environmentName, tasksOf(stage, settings)),
    keyProblems(aws, environmentName, stage),
  ]);
  if (images.length + keys.length === 0) return;
  const lines = [...images.map((image) => `The image ${image} is not in ECR.`), ...keys];
  const hint = (words: string) => lines.push(`  ${printedCommand(words, environmentName)}`);
  if (images.length > 0) {
    // The same on a machine with another processor, where an image for that would not be pushed.
    hint(`images build ${images.join(' ')} --platform ${PLATFORM}`);
    hint(`images push ${images.join(' ')}`);
  }
  if (keys.length > 0) hint(`put-keys${isHq(stage) ? ' --hq' : ''}`);
  throw new UsageError([`Stage ${stage.name} cannot be deployed yet.`, ...lines].join('\n'));
}

const isHq = ({ stack }: Stage): boolean => stack === 'InterstellaHq';

function tasksOf({ tasks }: Stage, { monolithTag }: Settings): Stage['tasks'] {
  if (monolithTag === undefined) return tasks;
  return tasks.map((task) => (task.service === 'monolith' ? { ...task, imageTag: monolithTag } : task));
}

async function keyProblems(aws: Aws, environmentName: string, stage: Stage): Promise<string[]> {
  const wanted: readonly ParameterName[] = isHq(stage)
    ? ['hqAdminKey']
    : stage.tasks.length > 0
      ? ['apiKey', 'serviceKey']
      : [];
  if (wanted.length === 0) return [];
  const kinds = await kindsOfParameters(aws, environmentName, wanted);
  const { parameters } = namesIn(environmentName);
  return wanted.flatMap((name) => {
    if (kinds[name] === 'SecureString') return [];
    return kinds[name] === 'absent'
      ? `The key ${parameters[name]} is not in SSM Parameter Store.`
      : `The key ${parameters[name]} is not encrypted: it must be a SecureString. Delete it in SSM Parameter Store first.`;
  });
}
