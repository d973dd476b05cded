import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeNetworkInterfacesCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeRepositoriesCommand, ECRClient, RepositoryNotFoundException } from '@aws-sdk/client-ecr';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { namesIn } from '@interstella/infra/names';
import { SERVICES, TOPICS } from '@interstella/infra/stages';
import type { Aws } from '../aws.ts';
import { readStack } from '../deployed.ts';
import { printedCommand } from '@interstella/terminal/printed-command.ts';

/** Something that is still there, and what would remove it. */
export interface Leftover {
  readonly what: string;
  readonly remedy: string;
}

const BOOTSTRAP_STACK = 'CDKToolkit';

/** What is there of an environment once its stacks are gone, and of `cdk bootstrap`. */
export async function findLeftovers(aws: Aws, environmentName: string): Promise<readonly Leftover[]> {
  const found = await Promise.all(
    [logGroups, repositories, networkInterfaces, redriveQueues, parameters, bootstrap].map((find) =>
      find(aws, environmentName),
    ),
  );
  return found.flat();
}

async function logGroups({ config }: Aws, environmentName: string): Promise<Leftover[]> {
  const logs = new CloudWatchLogsClient(config);
  const names = namesIn(environmentName);
  const exactly = new Set([
    ...SERVICES.map(({ name }) => names.service(name)),
    `${names.vpc}-flow-logs`,
    names.hq('api'),
    names.hq('generator'),
  ]);
  // Container Insights makes one by itself, which no stack knows.
  const below = [`/aws/ecs/containerinsights/${names.cluster}/`, `/aws/vendedlogs/${names.hq('')}`];
  const isOurs = (name: string) => exactly.has(name) || below.some((prefix) => name.startsWith(prefix));
  const groups = await Promise.all(
    [`${environmentName}-`, ...below].map(async (logGroupNamePrefix) => {
      const answer = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix, limit: 50 }));
      return answer.logGroups ?? [];
    }),
  );
  return groups
    .flat()
    .flatMap(({ logGroupName: name = '' }) => (isOurs(name) ? [name] : []))
    .map((name) => ({
      what: `log group ${name}`,
      remedy: `aws logs delete-log-group --log-group-name ${name}`,
    }));
}

async function repositories({ config }: Aws, environmentName: string): Promise<Leftover[]> {
  const ecr = new ECRClient(config);
  const found = await Promise.all(
    SERVICES.map(async ({ name }) => {
      const repositoryName = namesIn(environmentName).service(name);
      const isThere = await ecr
        .send(new DescribeRepositoriesCommand({ repositoryNames: [repositoryName] }))
        .then(
          () => true,
          (error: unknown) => {
            if (error instanceof RepositoryNotFoundException) return false;
            throw error;
          },
        );
      return isThere ? [repositoryName] : [];
    }),
  );
  return found.flat().map((name) => ({
    what: `images in ${name}`,
    remedy: `aws ecr delete-repository --force --repository-name ${name}`,
  }));
}

/** They keep a network from being deleted. */
async function networkInterfaces({ config }: Aws, environmentName: string): Promise<Leftover[]> {
  const ec2 = new EC2Client(config);
  const Filters = [{ Name: 'tag:EnvironmentName', Values: [environmentName] }];
  const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({ Filters }));
  const vpcs = Vpcs.flatMap(({ VpcId }) => VpcId ?? []);
  if (vpcs.length === 0) return [];
  const { NetworkInterfaces = [] } = await ec2.send(
    new DescribeNetworkInterfacesCommand({ Filters: [{ Name: 'vpc-id', Values: vpcs }] }),
  );
  return [
    ...NetworkInterfaces.map(({ NetworkInterfaceId: id = '', Description }) => ({
      what: `network interface ${id} (${Description ?? 'no description'})`,
      remedy: `aws ec2 delete-network-interface --network-interface-id ${id}`,
    })),
    ...vpcs.map((id) => ({ what: `network ${id}`, remedy: `aws ec2 delete-vpc --vpc-id ${id}` })),
  ];
}

async function redriveQueues({ config }: Aws, environmentName: string): Promise<Leftover[]> {
  const { redriveQueue } = namesIn(environmentName);
  const wanted = new Set(TOPICS.map(redriveQueue));
  const { QueueUrls = [] } = await new SQSClient(config).send(
    new ListQueuesCommand({ QueueNamePrefix: `${environmentName}-`, MaxResults: 1_000 }),
  );
  return QueueUrls.filter((url) => wanted.has(url.split('/').at(-1) ?? '')).map((url) => ({
    what: `redrive queue ${url}`,
    remedy: `aws sqs delete-queue --queue-url ${url}`,
  }));
}

async function parameters(aws: Aws, environmentName: string): Promise<Leftover[]> {
  return (await parametersOf(aws, environmentName)).map((name) => ({
    what: `parameter ${name}`,
    remedy: `${printedCommand('clean --keys', environmentName)}, or aws ssm delete-parameter --name ${name}`,
  }));
}

/** The names of the environment's parameters that there are. */
export async function parametersOf({ config }: Aws, environmentName: string): Promise<readonly string[]> {
  const { Parameters = [] } = await new SSMClient(config).send(
    new GetParametersCommand({ Names: Object.values(namesIn(environmentName).parameters) }),
  );
  return Parameters.flatMap(({ Name }) => Name ?? []).sort();
}

async function bootstrap({ config, account, region }: Aws): Promise<Leftover[]> {
  if (!(await readStack(new CloudFormationClient(config), BOOTSTRAP_STACK))) return [];
  const bucket = `cdk-hnb659fds-assets-${account}-${region}`;
  return [
    {
      what: `stack ${BOOTSTRAP_STACK} of cdk bootstrap, which every CDK app of this account and region uses`,
      remedy: `where nothing else does: aws cloudformation delete-stack --stack-name ${BOOTSTRAP_STACK}, then empty and delete the bucket ${bucket}`,
    },
  ];
}
