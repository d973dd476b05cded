import type { Settings } from '@interstella/infra/settings';
import { namesIn } from '@interstella/infra/names';
import { DEFAULT_ENVIRONMENT_NAME, type Stage } from '@interstella/infra/stages';
import { UsageError } from '../terminal/usage-error.ts';
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
  const option = environmentOption(environmentName);
  const lines = [...images.map((image) => `The image ${image} is not in ECR.`), ...keys];
  if (images.length > 0) {
    for (const verb of ['build', 'push']) {
      lines.push(`  npx interstella images ${verb} ${images.join(' ')}${option}`);
    }
  }
  if (keys.length > 0) lines.push(`  npx interstella put-keys${isHq(stage) ? ' --hq' : ''}${option}`);
  throw new UsageError([`Stage ${stage.name} cannot be deployed yet.`, ...lines].join('\n'));
}

/** For a command that a person is shown: which environment, unless it is the one that cdk.json and the kit mean. */
export function environmentOption(environmentName: string): string {
  return environmentName === DEFAULT_ENVIRONMENT_NAME ? '' : ` --environment-name ${environmentName}`;
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
