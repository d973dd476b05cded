import { type DescribedParticipant, HqClient } from '@interstella/hq/client';
import type { Settings } from '@interstella/infra/settings';
import { printedCommand } from '@interstella/terminal/printed-command.ts';
import { UsageError } from '@interstella/libs/errors';
import type { Aws } from './aws.ts';
import type { DeployedEnvironment } from './deployed.ts';
import { type ParameterName, readParameter } from './parameters.ts';

/** The Interstella HQ that an environment belongs to. */
export interface Headquarters {
  readonly url: string;
  readonly client: HqClient;
  /** Whether the client has the admin key. Without it somebody else must open and close participants. */
  readonly isOurs: boolean;
  /** Whether it has no key at all: HQ says nothing of anybody then. */
  readonly isKeyless: boolean;
}

export interface HqQuestion {
  readonly deployed: DeployedEnvironment;
  readonly instructor: Settings['instructor'];
  /** Instead of what is deployed. */
  readonly hqUrl: string | undefined;
}

/**
 * HQ's URL: as given, else of the instructor's fulfillment API, else of the stack in this account. The admin key: the
 * variable HQ_ADMIN_KEY, else the parameter of this account's own HQ. Without it, the participant's API key: the variable
 * HQ_API_KEY, else the parameter that the services use.
 *
 * @returns undefined if there is no HQ
 */
export async function findHq(
  aws: Aws,
  { deployed, instructor, hqUrl }: HqQuestion,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Headquarters | undefined> {
  const url = hqUrl ?? instructor?.apiEndpoint.replace(/\/receiving\/?$/, '') ?? deployed.hq?.outputs.HqUrl;
  if (url === undefined) return undefined;
  const isInThisAccount = deployed.hq !== undefined && !instructor;
  const parameter = (name: ParameterName) => readParameter(aws, deployed.environmentName, name);
  const adminKey = env.HQ_ADMIN_KEY ?? (isInThisAccount ? await parameter('hqAdminKey') : undefined);
  if (adminKey !== undefined) {
    return { url, client: new HqClient({ url, adminKey }), isOurs: true, isKeyless: false };
  }
  const apiKey = env.HQ_API_KEY ?? (await parameter('apiKey'));
  const client = new HqClient({ url, ...(apiKey !== undefined && { apiKey }) });
  return { url, client, isOurs: false, isKeyless: apiKey === undefined };
}

/**
 * Which participant of HQ's this environment is: the one whose API key it has; with the admin key the one named, else the
 * one called like the environment, else the only one there is.
 *
 * @throws UsageError
 */
export async function findParticipant(
  { client, url, isKeyless }: Headquarters,
  named: string | undefined,
  environmentName: string,
): Promise<string> {
  if (isKeyless) {
    throw new UsageError(
      `Interstella HQ at ${url} tells each participant its own part, by its API key. Ask the instructor for yours, and give it to \`${printedCommand('put-keys', environmentName)}\` or set HQ_API_KEY.`,
    );
  }
  const { participants } = await client.report(named === undefined ? {} : { participant: named });
  const names = participants.map(({ participant }) => participant);
  const wanted = named ?? environmentName;
  if (names.includes(wanted)) return wanted;
  const [only] = names;
  if (named === undefined && only !== undefined && names.length === 1) return only;
  throw new UsageError(
    names.length === 0
      ? `Interstella HQ at ${url} has no participant yet. \`${printedCommand('put-keys --participant NAME', environmentName)}\` adds one and puts its key, where HQ is your own; else ask the instructor.`
      : `Interstella HQ at ${url} has several participants. Say which one you are: --participant NAME, of ${names.join(', ')}.`,
  );
}

/** HQ owes the participant every order from now on, and knows where those lie that were not taken. */
export async function openParticipant(
  { client }: Headquarters,
  name: string,
  deadLetterQueueUrls: readonly string[],
): Promise<DescribedParticipant> {
  const known = (await client.participants()).find((one) => one.name === name)?.deadLetterQueueUrls ?? [];
  const all = new Set([...known, ...deadLetterQueueUrls]);
  if (all.size > known.length) await client.setDeadLetterQueues(name, [...all]);
  return client.open(name);
}
