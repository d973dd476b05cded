import { RESOURCES, serviceNamed, type Image } from '@interstella/infra/stages';
import { STOP_TIMEOUT_S } from '@interstella/infra/timing';
import { limitOptions } from '@interstella/local/docker';
import { localName } from './image-name.ts';

/** What Docker Desktop calls, inside a container, the machine that it runs on. */
const DESKTOP_HOST = 'host.docker.internal';
/** What a container is told of the person's own environment, where no kit runs here; values stay out of arguments. */
const PASSED_ON = [
  ...['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL'],
  ...['API_KEY', 'API_ENDPOINT', 'SERVICE_KEY', 'TOPIC_ARN', 'SNS_PINNED_CERTIFICATE', 'monolithUrl'],
];

export type Variables = Readonly<Record<string, string>>;

/** What a container has to know of a kit that runs on this machine. */
export interface KitAddresses {
  readonly endpointUrl: string;
  readonly region: string;
  readonly topicArnPrefix: string;
  readonly ordersUrl: string;
  readonly hqUrl: string;
  /** Of the local SNS, in PEM form. */
  readonly certificate: string;
}

export interface RunOptions {
  readonly environmentName?: string;
  /** On this machine, at 127.0.0.1; 0 for any. */
  readonly port: number;
  /** More variables, or others. */
  readonly variables: Variables;
}

/** Where a container is to run. */
export interface Surroundings {
  /** The kit that runs on this machine, if one does. */
  readonly kit: KitAddresses | undefined;
  /** Whether containers can share this machine's own network. */
  readonly sharesNetwork: boolean;
  /** Of the person who runs it. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A `docker run`, and what must stand in its environment because it is passed on by name. */
export interface RunCommand {
  /** What comes behind `docker`: the arguments that belong together, together. */
  readonly args: readonly (readonly string[])[];
  readonly passedOn: Variables;
}

/**
 * How a container of an image is run on this machine: with the limits that its task definition has, reachable from this
 * machine alone, and speaking with the kit that runs here, or else with the AWS account that the environment names.
 */
export function runCommand(image: Image, options: RunOptions, surroundings: Surroundings): RunCommand {
  const { kit, sharesNetwork, env } = surroundings;
  const shared = kit !== undefined && sharesNetwork;
  const { containerPort, memory, memoryReservation, cpu } = serviceNamed(image.service);
  const host = shared ? '127.0.0.1' : DESKTOP_HOST;
  const variables = {
    // In the machine's own network no port can be mapped to another one.
    ...(shared && { HOST: '127.0.0.1', PORT: String(options.port) }),
    RESOURCES: RESOURCES.join(),
    DIRECT_ORDERS: 'open',
    ...(kit && variablesOf(kit, image, host)),
    ...options.variables,
  };
  const passedOn = kit ? { SNS_PINNED_CERTIFICATE: kit.certificate } : namedIn(env, PASSED_ON);
  const named = Object.keys(passedOn).filter((name) => !(name in variables));
  const args = [
    ['run', '--rm'],
    shared ? ['--network', 'host'] : ['--publish', `127.0.0.1:${options.port || ''}:${containerPort}`],
    ...limitOptions({ readonlyRootFilesystem: true, stopTimeoutS: STOP_TIMEOUT_S, memory }),
    ['--memory-reservation', `${memoryReservation}m`, '--cpu-shares', String(cpu)],
    ...Object.entries(variables).map(([name, value]) => ['--env', `${name}=${value}`]),
    ...named.map((name) => ['--env', name]),
    [localName(image, options.environmentName)],
  ];
  return { args, passedOn: namedIn(passedOn, named) };
}

/** It reads its keys from SSM by itself; only what a task definition would tell it is told here. */
function variablesOf(kit: KitAddresses, { service }: Image, host: string): Variables {
  const seenFromThere = (url: string) => url.replace(/\/\/(localhost|127\.0\.0\.1)/, `//${host}`);
  const { topic } = serviceNamed(service);
  return {
    AWS_ENDPOINT_URL: seenFromThere(kit.endpointUrl),
    AWS_REGION: kit.region,
    // The local endpoints ask for credentials, whichever they are.
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    TOPIC_ARN: kit.topicArnPrefix + topic,
    ...(service !== 'monolith' && { monolithUrl: seenFromThere(kit.ordersUrl) }),
    // In SSM it stands as the kit's own programs see it.
    ...(service === 'monolith' &&
      host === DESKTOP_HOST && { API_ENDPOINT: `${seenFromThere(kit.hqUrl)}/receiving/` }),
  };
}

function namedIn(env: Surroundings['env'], names: readonly string[]): Variables {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = env[name];
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
}
