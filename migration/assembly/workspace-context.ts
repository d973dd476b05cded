import { DEFAULT_ENVIRONMENT_NAME } from '@interstella/infra/stages';
import type { WorkspaceContext } from '@interstella/infra/workspace/context.ts';

/** What `-c NAME=VALUE` says, but for the stage. */
export type Context = Readonly<Record<string, string>>;

/** What is so on this machine whatever a deployment to AWS is told: one environment, and HQ's own topics and API. */
const HERE: Context = { environmentName: DEFAULT_ENVIRONMENT_NAME, topicArnPrefix: '', apiEndpoint: '' };

/** What cdk.json says of another place than this machine, such as `environmentName`: names and values. */
export function saidOfElsewhere(context: WorkspaceContext): Context {
  const names = Object.keys(HERE).filter((name) => (context[name] ?? HERE[name]) !== HERE[name]);
  return Object.fromEntries(names.map((name) => [name, String(context[name])]));
}

/** The context in which a template is that of this machine, where cdk.json speaks of another place. */
export function contextHere(context: WorkspaceContext): Context {
  return Object.fromEntries(Object.keys(saidOfElsewhere(context)).map((name) => [name, HERE[name] ?? '']));
}
