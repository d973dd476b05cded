import {
  DescribeRepositoriesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  RepositoryNotFoundException,
} from '@aws-sdk/client-ecr';
import { namesIn } from '@interstella/infra/names';
import type { ServiceName } from '@interstella/infra/stages';
import type { Aws } from '../aws.ts';
import { UsageError } from '@interstella/libs/errors';
import { docker } from '@interstella/images/docker.ts';

/** Where the images of some services are pushed to, by service. @throws UsageError if a repository is not there */
export async function findRepositories(
  aws: Aws,
  environmentName: string,
  services: readonly ServiceName[],
): Promise<ReadonlyMap<ServiceName, string>> {
  const ecr = new ECRClient(aws.config);
  const found = await Promise.all(
    services.map(
      async (service) => [service, await uriOf(ecr, namesIn(environmentName).service(service))] as const,
    ),
  );
  const missing = found.filter(([, uri]) => uri === undefined).map(([service]) => service);
  if (missing.length > 0) {
    throw new UsageError(
      `There is no repository for ${missing.join(', ')} in account ${aws.account}, ${aws.region}: stage workshop brings them. Deploy it first, or name the environment with --environment-name.`,
    );
  }
  return new Map(found.map(([service, uri]) => [service, uri ?? '']));
}

async function uriOf(ecr: ECRClient, name: string): Promise<string | undefined> {
  try {
    const { repositories = [] } = await ecr.send(
      new DescribeRepositoriesCommand({ repositoryNames: [name] }),
    );
    return repositories[0]?.repositoryUri;
  } catch (error) {
    if (error instanceof RepositoryNotFoundException) return undefined;
    throw error;
  }
}

/**
 * Has Docker sign in to the account's registry, for the 12 hours that its password is good for. Docker keeps it where it
 * keeps all passwords; it is never among the arguments of a program.
 */
export async function signIn(aws: Aws, registry: string): Promise<void> {
  const { authorizationData = [] } = await new ECRClient(aws.config).send(
    new GetAuthorizationTokenCommand({}),
  );
  const token = Buffer.from(authorizationData[0]?.authorizationToken ?? '', 'base64').toString();
  const [user = '', ...password] = token.split(':');
  if (password.length === 0)
    throw new Error('ECR gave no password. May these credentials use ecr:GetAuthorizationToken?');
  await docker(['login', '--username', user, '--password-stdin', registry], { input: password.join(':') });
}
