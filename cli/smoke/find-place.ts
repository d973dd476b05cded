import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { HqClient } from '@interstella/hq/client';
import { namesIn } from '@interstella/infra/names';
import { stageNamed } from '@interstella/infra/settings';
import { DEFAULT_ENVIRONMENT_NAME, STAGES } from '@interstella/infra/stages';
import { monolithTagNamed } from '@interstella/migration/gate/makers.ts';
import type { HqOptions } from '../headquarters/hq-options.ts';
import { findRunningKit, type RunningKit } from '@interstella/rehearsal/kit/running-kit.ts';
import { hqOf, platformOf } from '@interstella/rehearsal/kit/clients.ts';
import { clientConfig } from '@interstella/rehearsal/kit/aws-endpoint.ts';
import { printedCommandToHq, printedHqCommand } from '@interstella/terminal/printed-command.ts';
import { UsageError } from '@interstella/libs/errors';
import { runningTagOf } from '@interstella/rehearsal/stage/monolith-tag.ts';
import type { SmokePlace } from '@interstella/rehearsal/smoke/smoke-place.ts';

export interface PlaceOptions extends HqOptions {
  readonly url?: string;
  /** The expected stage, where it cannot be found out. */
  readonly stage?: string;
  readonly participant?: string;
}

const DEFAULT_URL = 'http://localhost:5000';
const ofKit = namesIn(DEFAULT_ENVIRONMENT_NAME);

/**
 * Finds the place to test: AWS, the kit that runs here, or a URL. Options and environment variables take precedence over what
 * is found.
 *
 * @throws UsageError
 */
export async function findPlace(options: PlaceOptions, env = process.env): Promise<SmokePlace> {
  const stage = options.stage === undefined ? undefined : stageNamed(options.stage);
  const found = await (options.aws ? placeOnAws(options) : placeHere(options, env));
  return withOptions({ ...found, ...(stage && { stage }) }, options, env);
}

function withOptions(place: SmokePlace, { url }: PlaceOptions, env: NodeJS.ProcessEnv): SmokePlace {
  if (place.stage?.tasks.length === 0)
    throw new UsageError(`At stage ${place.stage.name} nothing runs yet, so there is nothing to test.`);
  return {
    ...place,
    url: url === undefined ? place.url : checkedUrl(url),
    serviceKey: env.SERVICE_KEY ?? place.serviceKey,
  };
}

/** The kit that runs here, or what is at the URL, if that is not the kit's. */
async function placeHere(options: PlaceOptions, env: NodeJS.ProcessEnv): Promise<SmokePlace> {
  const { url, hqUrl, participant } = options;
  const kit = await findRunningKit();
  if (kit && hqUrl === undefined && (url === undefined || isKit(kit, url)))
    return placeOfKit(kit, participant);
  const { HQ_ADMIN_KEY: adminKey } = env;
  const hq =
    hqUrl !== undefined && adminKey !== undefined
      ? { client: new HqClient({ url: hqUrl, adminKey }), participant, openCommand: openAt({ hqUrl }) }
      : undefined;
  return { url: DEFAULT_URL, stage: undefined, serviceKey: undefined, findHq: () => Promise.resolve(hq) };
}

async function placeOfKit(kit: RunningKit, participant = kit.participant): Promise<SmokePlace> {
  const client = hqOf(kit);
  const { stage, tasks } = await platformOf(kit).state();
  return {
    url: kit.ordersUrl,
    stage: STAGES.find(({ name }) => name === stage),
    // Another than the stage's own, where somebody wanted to see what the wrong order does.
    monolithTag: monolithTagNamed(runningTagOf(tasks)),
    serviceKey: await serviceKeyOf(kit),
    ordersTopic: { arn: `${kit.topicArnPrefix}orders`, isPinned: true },
    findHq: () => Promise.resolve({ client, participant, openCommand: openAt({}) }),
  };
}

/** Whether a URL is the kit's, under any name of this machine. */
function isKit({ ordersUrl }: RunningKit, url: string): boolean {
  const { hostname, port } = new URL(checkedUrl(url));
  return ['localhost', '127.0.0.1'].includes(hostname) && port === new URL(ordersUrl).port;
}

async function serviceKeyOf({ endpointUrl: url, region }: RunningKit): Promise<string | undefined> {
  const ssm = new SSMClient(clientConfig({ url, region }));
  const Name = ofKit.parameters.serviceKey;
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
    return Parameter?.Value;
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw error;
  }
}

const openAt =
  (hq: { readonly hqUrl?: string }) =>
  (participant: string): string =>
    printedHqCommand(`open ${participant}`, { aws: false, ...hq });

/** Whether a URL has the origin of the load balancer; false if there is none. */
export function isSameOrigin(url: string, loadBalancerUrl: string | undefined): boolean {
  return loadBalancerUrl !== undefined && new URL(checkedUrl(url)).origin === new URL(loadBalancerUrl).origin;
}

async function placeOnAws(options: PlaceOptions): Promise<SmokePlace> {
  const { connectToAws } = await import('@interstella/cloud/aws.ts');
  const { readEnvironment } = await import('@interstella/cloud/deployed.ts');
  const { findHq, findParticipant } = await import('@interstella/cloud/headquarters.ts');
  const { readParameter } = await import('@interstella/cloud/parameters.ts');
  const { environmentName = DEFAULT_ENVIRONMENT_NAME, hqUrl, participant } = options;
  const aws = await connectToAws();
  const deployed = await readEnvironment(aws, environmentName);
  const { stage, outputs = {} } = deployed.interstella ?? {};
  const url = options.url ?? outputs.LoadBalancerUrl;
  if (url === undefined)
    throw new UsageError(
      `${stage ? `Stage ${stage.name}` : 'What is deployed'} in account ${aws.account} has no load balancer. Say where to test: --url http://ADDRESS:5000`,
    );
  return {
    url,
    stage,
    ...(outputs.OrdersTopicArn !== undefined && {
      ordersTopic: { arn: outputs.OrdersTopicArn, isPinned: false },
    }),
    // The key is sent to the load balancer alone: a server at another URL could read it.
    serviceKey: isSameOrigin(url, outputs.LoadBalancerUrl)
      ? await readParameter(aws, environmentName, 'serviceKey')
      : undefined,
    findHq: async () => {
      const hq = await findHq(aws, { deployed, instructor: undefined, hqUrl });
      if (!hq?.isOurs) return undefined;
      return {
        client: hq.client,
        participant: await findParticipant(hq, participant, environmentName),
        openCommand: (name) => printedCommandToHq(`open ${name}`, hq, deployed),
      };
    },
  };
}

/** @throws UsageError */
function checkedUrl(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new UsageError(`--url ${url} is no URL such as http://localhost:5000`);
  return url.replace(/\/+$/, '');
}
