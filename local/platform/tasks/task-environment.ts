import type { TaskDefinition } from '../deployment/index.ts';
import type { ReadParameters } from './secrets.ts';
import { TaskStartError } from './task-driver.ts';

/** Variables by name. */
export type Environment = Readonly<Record<string, string>>;

/** What a task on this machine has that its task definition does not say, and what for. */
export interface OverlayEntry {
  readonly variable: string;
  readonly value: string;
  /** What a person calls it. */
  readonly meaning: string;
  /** The value for a person; it stands where the value itself would be too long or say too little. */
  readonly shown: string;
}

export interface OverlayOptions {
  /** Of the local AWS endpoints. */
  readonly endpointUrl: string;
  /** Of the local SNS, PEM. */
  readonly certificate: string;
  /** Runs the template as it is: direct orders need the service key. */
  readonly secure: boolean;
}

/**
 * Everything in which a task's environment here differs from its template, but for the port, of which the machine has only
 * one each.
 */
export function overlay({ endpointUrl, certificate, secure }: OverlayOptions): readonly OverlayEntry[] {
  const openDirectOrders = entry('DIRECT_ORDERS', 'open', 'direct orders', 'open: curl needs no key');
  return [
    entry('HOST', '127.0.0.1', 'address of tasks'),
    entry('AWS_ENDPOINT_URL', endpointUrl, 'AWS endpoints'),
    entry('AWS_ACCESS_KEY_ID', 'local', 'AWS access key', 'local, which means nothing'),
    entry('AWS_SECRET_ACCESS_KEY', 'local', 'AWS secret key', 'local, which means nothing'),
    entry('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true', "SDK's Node warning", 'off'),
    entry('SNS_PINNED_CERTIFICATE', certificate, 'signing certificate', 'pinned to that of the local SNS'),
    ...(secure ? [] : [openDirectOrders]),
  ];
}

function entry(variable: string, value: string, meaning: string, shown = value): OverlayEntry {
  return { variable, value, meaning, shown };
}

/** What a task's variables come from; the later win. */
export interface EnvironmentSources {
  /** Baked into the image. */
  readonly image: Environment;
  readonly definition: TaskDefinition;
  readonly readParameters: ReadParameters;
  readonly overlay: readonly OverlayEntry[];
  readonly port: number;
}

/** The whole environment of a task, secrets included: nothing may log it. @throws TaskStartError */
export async function taskEnvironment(
  { image, definition, readParameters, overlay: added, port }: EnvironmentSources,
  cancel: AbortSignal,
): Promise<Environment> {
  return {
    ...image,
    ...definition.environment,
    ...(await secretsOf(definition, readParameters, cancel)),
    ...Object.fromEntries(added.map(({ variable, value }) => [variable, value])),
    PORT: String(port),
  };
}

async function secretsOf(
  { secrets }: TaskDefinition,
  readParameters: ReadParameters,
  cancel: AbortSignal,
): Promise<Environment> {
  const entries = Object.entries(secrets);
  if (entries.length === 0) return {};
  const values = await readParameters(
    entries.map(([, name]) => name),
    cancel,
  );
  const missing = entries.filter(([, name]) => !values.has(name)).map(([, name]) => name);
  if (missing.length > 0) throw new TaskStartError(notThere(missing));
  return Object.fromEntries(entries.map(([variable, name]) => [variable, values.get(name) ?? '']));
}

function notThere(names: readonly string[]): string {
  const are = names.length === 1 ? 'the parameter is' : 'these parameters are';
  return `ResourceInitializationError: ${are} not in Parameter Store: ${names.join(', ')}. Put them there first.`;
}
