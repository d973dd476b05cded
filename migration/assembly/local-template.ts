import { DEFAULT_ENVIRONMENT_NAME, type Stage } from '@interstella/infra/stages';
import { stageNamed } from '@interstella/infra/settings';
import type { Template } from '@interstella/local/platform/template';
import { synthesize } from './synthesize.ts';
import { workspaceContext, type WorkspaceContext } from '@interstella/infra/workspace/context.ts';
import { contextHere } from './workspace-context.ts';
import { UsageError } from '@interstella/libs/errors';

export type Context = Readonly<Record<string, string>>;

/** What the context of the CDK app says of other places than this machine. */
const MEANINGLESS = [
  ...['topicArnPrefix', 'apiEndpoint', 'participantAccounts', 'ordersPerMinute', 'allowFrom'],
  ...['participants', 'keepDays', 'alarmTopicArn'],
];

/** A stage that can be run on this machine, by its name. @throws UsageError */
export function localStageNamed(name: string): Stage {
  const stage = stageNamed(name);
  if (stage.stack === 'InterstellaHq') {
    throw new UsageError('Interstella HQ runs here as long as `npm start` does; it is no step of its own.');
  }
  return stage;
}

/**
 * The template that `cdk deploy` would send for a stage; of what cdk.json says of another place than this machine, it has
 * nothing.
 *
 * @param ofWorkspace the context in cdk.json
 * @throws UsageError if the context is wrong, or means nothing on this machine
 */
export async function localTemplate(
  { name }: Stage,
  context: Context,
  ofWorkspace?: WorkspaceContext,
): Promise<Template> {
  const { environmentName = DEFAULT_ENVIRONMENT_NAME } = context;
  if (environmentName !== DEFAULT_ENVIRONMENT_NAME) {
    throw new UsageError(
      `-c environmentName=${environmentName}: on this machine there is one environment, ${DEFAULT_ENVIRONMENT_NAME}.`,
    );
  }
  const meaningless = MEANINGLESS.filter((one) => context[one] !== undefined);
  if (meaningless.length > 0) {
    throw new UsageError(
      `On this machine ${meaningless.map((one) => `-c ${one}=…`).join(', ')} means nothing.`,
    );
  }
  const given = ofWorkspace ?? (await workspaceContext());
  return synthesize(name, { ...contextHere(given), ...context }, given);
}
