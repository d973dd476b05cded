import { BatchGetImageCommand, ECRClient, RepositoryNotFoundException } from '@aws-sdk/client-ecr';
import { namesIn } from '@interstella/infra/names';
import type { StageTask } from '@interstella/infra/stages';
import type { Aws } from './aws.ts';

/** The images that tasks want and that are not in ECR, such as `monolith:noiridium`. */
export async function missingImages(
  aws: Aws,
  environmentName: string,
  tasks: readonly Pick<StageTask, 'service' | 'imageTag'>[],
): Promise<readonly string[]> {
  const ecr = new ECRClient(aws.config);
  const names = namesIn(environmentName);
  const found = await Promise.all(
    tasks.map(({ service, imageTag }) => hasImage(ecr, names.service(service), imageTag)),
  );
  return tasks.filter((_, index) => !found[index]).map(({ service, imageTag }) => `${service}:${imageTag}`);
}

async function hasImage(ecr: ECRClient, repositoryName: string, imageTag: string): Promise<boolean> {
  try {
    const { images = [] } = await ecr.send(
      new BatchGetImageCommand({ repositoryName, imageIds: [{ imageTag }] }),
    );
    return images.length > 0;
  } catch (error) {
    if (error instanceof RepositoryNotFoundException) return false;
    throw error;
  }
}
