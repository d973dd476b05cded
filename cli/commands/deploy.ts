import type { Command } from 'commander';
import { timeoutOption, participantOption, methodOption, onEnvironment } from '../options.ts';
import { type Aws, connectToAws } from '@interstella/cloud/aws.ts';
import { Cdk, CdkError } from '@interstella/cloud/cdk.ts';
import { type ContextOptions, contextOf, settingsFor } from '@interstella/infra/workspace/context.ts';
import { readEnvironment } from '@interstella/cloud/deployed.ts';
import type { DeployMethod } from '@interstella/cloud/deploy-methods.ts';
import { Guard } from '@interstella/cloud/guard.ts';
import { requireInputs } from '@interstella/cloud/requirements.ts';
import { readService } from '@interstella/cloud/services.ts';
import { type DeployCommand, planStep, type Step } from '@interstella/cloud/step.ts';
import { whyStackFailed } from '@interstella/cloud/why-stack-failed.ts';
import { unchangedSince } from '@interstella/cloud/unchanged.ts';
import { stackNameIn } from '@interstella/infra/names';
import { type StageTask, STAGES } from '@interstella/infra/stages';
import { neighboursOf } from '@interstella/migration/gate/way.ts';
import { stopTasksByHand } from '@interstella/cloud/run-task/stop-tasks-by-hand.ts';
import { confirm, requireConsent } from '@interstella/terminal/confirm.ts';
import { printedCommand } from '@interstella/terminal/printed-command.ts';
import { say } from '@interstella/terminal/say.ts';

interface DeployOptions extends ContextOptions {
  readonly yes: boolean;
  /** In minutes, of each wait. */
  readonly timeout: number;
  readonly method: DeployMethod;
  readonly hqUrl?: string;
  readonly participant?: string;
  /** Whether a monolith may be deployed that leaves a resource to nobody. */
  readonly wrongOrder?: boolean;
}

export function addDeploy(program: Command): void {
  onEnvironment(program.command('deploy <stage>'))
    .description(
      'deploy the next stage on AWS, or the one before, guarded: no order is left behind, and all is well afterwards',
    )
    .option('--yes', 'deploy without asking', false)
    .addOption(timeoutOption('minutes', 'how long to wait at the gate, and for targets to be healthy', 15))
    .addOption(participantOption())
    .addOption(methodOption('how cdk deploy changes the stack'))
    .option(
      '--wrong-order',
      'deploy also a monolith that leaves a resource to nobody, to see what happens',
      false,
    )
    .action(async (stage: string, options: DeployOptions) => {
      process.exitCode = await deploy(stage, options);
    });
}

const MINUTE_MS = 60_000;

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
  const asked = { ...contextOf(options), stage: stageName };
  const settings = await settingsFor(asked, aws.region);
  // Whatever else cdk may read: it deploys what was judged here.
  const context = { ...asked, environmentName: settings.environmentName };
  const deployed = await readEnvironment(aws, settings.environmentName);
  const command = (stage: string) => commandFor(stage, settings.environmentName, options);
  const running = deployed.interstella?.stage
    ? await readService(aws, settings.environmentName, 'monolith')
    : undefined;
  const { wrongOrder } = options;
  const step = planStep(deployed, settings, command, { runningTag: running?.imageTag, wrongOrder });
  const requireUnchanged = unchangedSince(step, deployed);
  say(`${titleOf(step)}, account ${aws.account}, ${aws.region}`);
  await requireInputs(aws, step.to, settings);

  const guard = await Guard.of(aws, { deployed, settings, step, ...options });
  await guard.waitForOldOrders();
  const isDeployed = await Cdk.with(aws, async (cdk) => {
    await cdk.synth(context);
    await cdk.diff(options.method);
    requireUnchanged(await readEnvironment(aws, settings.environmentName));
    if (guard.notice !== undefined) say(guard.notice);
    if (!options.yes && !(await confirm(`Deploy stage ${stageName}?`))) return false;
    await guard.stopOrders();
    requireUnchanged(await readEnvironment(aws, settings.environmentName));
    if (leavesTasksByHand(step) && (await stopTasksByHand(aws, deployed, options.timeout * MINUTE_MS)) > 0)
      say('The task of run-task is stopped: it takes direct orders without a key.');
    await run(cdk, aws, { environmentName: settings.environmentName, step, method: options.method });
    return true;
  });
  if (!isDeployed) {
    say('Nothing was changed.');
    return 1;
  }
  await guard.waitUntilWell();
  await guard.beginOrders();
  say(`Stage ${stageName} is deployed.${whatIsNext(step, command)}`);
  return 0;
}

/** Says, if it fails, what is deployed then. */
async function run(
  cdk: Cdk,
  aws: Aws,
  { environmentName, step, method }: { environmentName: string; step: Step; method: DeployMethod },
): Promise<void> {
  try {
    await cdk.deploy(method);
  } catch (error) {
    if (!(error instanceof CdkError)) throw error;
    const why = await whyStackFailed(aws, stackNameIn(environmentName, step.to.stack));
    const status = `See what is deployed now: ${printedCommand('status --aws', environmentName)}`;
    throw new CdkError([error.message, ...(why === undefined ? [] : [why]), status].join('\n'));
  }
}

/** What run-task started is no part of any stack, and would go on. */
function leavesTasksByHand({ from, to }: Step): boolean {
  const isByHand = ({ runBy }: StageTask) => runBy === 'run-task';
  return from?.tasks.some(isByHand) === true && !to.tasks.some(isByHand);
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

function commandFor(stage: string, environmentName: string, options: DeployOptions): string {
  const { context, participant, hqUrl } = options;
  const pairs = Object.entries(context)
    .filter(([name]) => name !== 'environmentName')
    .map(([name, value]) => ` -c ${name}=${value}`);
  const who = participant === undefined ? '' : ` --participant ${participant}`;
  const where = hqUrl === undefined ? '' : ` --hq-url ${hqUrl}`;
  return `${printedCommand(`deploy ${stage}`, environmentName)}${pairs.join('')}${who}${where}`;
}
