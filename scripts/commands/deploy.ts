import { type Aws, connectToAws } from '../cloud/aws.ts';
import { Cdk, CdkError } from '../cloud/cdk.ts';
import { type ContextOptions, contextOf, settingsFor } from '../cloud/context.ts';
import { readEnvironment } from '../cloud/deployed.ts';
import type { DeployMethod } from '../cloud/deploy-methods.ts';
import { Guard } from '../cloud/guard.ts';
import { environmentOption, requireInputs } from '../cloud/requirements.ts';
import { type DeployCommand, planStep, type Step } from '../cloud/step.ts';
import { STAGES } from '@interstella/infra/stages';
import { neighboursOf } from '../gate/index.ts';
import { confirm, requireConsent } from '../terminal/confirm.ts';

export interface DeployOptions extends ContextOptions {
  readonly yes: boolean;
  /** In minutes, of each wait. */
  readonly timeout: number;
  readonly method: DeployMethod;
  readonly hqUrl?: string;
  readonly participant?: string;
}

/** Of a participant; what follows HQ. */
const FIRST_STAGE = STAGES.find(({ stack }) => stack === 'Interstella');

/**
 * `interstella deploy NAME`: one step of the migration on AWS, guarded from both sides. Resolves with the exit code.
 *
 * @throws UsageError, GateHoldsError, NotWellError, CdkError, HqClientError
 */
export async function deploy(stageName: string, options: DeployOptions): Promise<number> {
  requireConsent(options.yes);
  const aws = await connectToAws();
  const context = { ...contextOf(options), stage: stageName };
  const settings = await settingsFor(context, aws.region);
  const deployed = await readEnvironment(aws, settings.environmentName);
  const command = (stage: string) => commandFor(stage, settings.environmentName, options);
  const step = planStep(deployed, settings, command);
  say(`${titleOf(step)}, account ${aws.account}, ${aws.region}`);
  await requireInputs(aws, step.to, settings);

  const guard = await Guard.of(aws, { deployed, settings, step, ...options });
  await guard.waitForOldOrders();
  const cdk = new Cdk(aws, `${settings.environmentName}-${stageName}`);
  await cdk.synth(context);
  await cdk.diff(options.method);
  if (guard.notice !== undefined) say(guard.notice);
  if (!options.yes && !(await confirm(`Deploy stage ${stageName}?`))) {
    say('Nothing was changed.');
    return 1;
  }
  await guard.stopOrders();
  await run(cdk, aws, settings.environmentName, options.method);
  await guard.waitUntilWell();
  await guard.beginOrders();
  say(`Stage ${stageName} is deployed.${whatIsNext(step, command)}`);
  return 0;
}

/** Says, if it fails, what is deployed then. */
async function run(cdk: Cdk, aws: Aws, environmentName: string, method: DeployMethod): Promise<void> {
  try {
    await cdk.deploy(method);
  } catch (error) {
    if (!(error instanceof CdkError)) throw error;
    throw new CdkError(
      `${error.message}\nSee what is deployed now: npx interstella status --aws${environmentOption(environmentName)}`,
    );
  }
}

function titleOf({ to, from, direction }: Step): string {
  if (direction === 'first') return `Deploying ${to.name}: ${to.brings}`;
  if (direction === 'same') return `Deploying ${to.name} again`;
  return `Going ${direction} from ${from?.name ?? ''} to ${to.name}`;
}

function whatIsNext({ to }: Step, command: DeployCommand): string {
  const next = to.stack === 'InterstellaHq' ? FIRST_STAGE : neighboursOf(to).next;
  return next ? ` Next: \`${command(next.name)}\`, ${next.brings}.` : '';
}

function commandFor(stage: string, environmentName: string, { context }: DeployOptions): string {
  const pairs = Object.entries(context)
    .filter(([name]) => name !== 'environmentName')
    .map(([name, value]) => ` -c ${name}=${value}`);
  return `npx interstella deploy ${stage}${environmentOption(environmentName)}${pairs.join('')}`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
