import { ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { namesIn } from '@interstella/infra/names';
import type { ServiceName } from '@interstella/infra/stages';
import type { Aws } from './aws.ts';

/** Has ECS replace the tasks of services, one by one and without a gap. */
export async function restartServices(
  { config }: Aws,
  environmentName: string,
  services: readonly ServiceName[],
): Promise<void> {
  const ecs = new ECSClient(config);
  const names = namesIn(environmentName);
  for (const name of services) {
    await ecs.send(
      new UpdateServiceCommand({
        cluster: names.cluster,
        service: names.service(name),
        forceNewDeployment: true,
      }),
    );
  }
}
