import type { Command } from 'commander';
import { timeoutOption, participantOption, methodOption, onEnvironment } from '../options.ts';
import { connectToAws } from '@interstella/cloud/aws.ts';
import { Cdk, type DeployMethod } from '@interstella/cloud/cdk.ts';
import { type ContextOptions, contextOf, settingsFor } from '@interstella/infra/workspace/context.ts';
import { requireInputs } from '@interstella/cloud/requirements.ts';
import { findMember } from '@interstella/cloud/step/cloud-member.ts';
import { CloudPlace } from '@interstella/cloud/step/cloud-place.ts';
import { type Stage, STAGES } from '@interstella/infra/stages';
import { neighboursOf } from '@interstella/migration/gate/way.ts';
import { ledgerLines } from '@interstella/migration/step/ledger-text.ts';
import { planStep, requireUnchanged, titleOf } from '@interstella/migration/step/plan-step.ts';
import { Step } from '@interstella/migration/step/step.ts';
import { isTakenWell } from '@interstella/migration/step/step-taken.ts';
import { confirm, requireConsent } from '@interstella/terminal/confirm.ts';
import { printedCommand } from '@interstella/terminal/printed-command.ts';
import { say } from '@interstella/terminal/say.ts';
import { untilStopped, Waiting } from '../waiting.ts';

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

export function addDeploy(command: Command): void {
  onEnvironment(command.argument('<stage>'))
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

/** Of a participant; what follows HQ. */
const FIRST_STAGE = STAGES.find(({ stack }) => stack === 'Interstella');

/**
 * `interstella deploy NAME`: one step of the migration on AWS, guarded from both sides. Resolves with the exit code: 1 if a
 * person said no, or HQ's report is red after it or not to be had.
 *
 * @throws UsageError, StoppedError, StepGoesOnError, GateHoldsError, NotTakenError, NotWellError, CdkError, HqClientError
 */
export async function deploy(stageName: string, options: DeployOptions): Promise<number> {
  const { timeout, method, yes } = options;
  requireConsent(yes);
  const aws = await connectToAws();
  const asked = { ...contextOf(options), stage: stageName };
  const settings = await settingsFor(asked, aws.region);
  // Whatever else cdk may read: it deploys what was judged here.
  const context = { ...asked, environmentName: settings.environmentName };
  const waiting = new Waiting(timeout);
  const commandFor = (stage: string) => commandOf(stage, settings.environmentName, options);
  return Cdk.with(aws, method, async (cdk) => {
    const place = new CloudPlace(aws, { settings, commandFor, cdk });
    const plan = await planStep(place, options.wrongOrder);
    say(`${titleOf(plan)}, account ${aws.account}, ${aws.region}`);
    await requireInputs(aws, plan.to, settings);
    const deployed = await place.environment();
    const member = await findMember(aws, plan, { deployed, settings, ...options });
    const step = new Step(plan, place, member, waiting);

    await untilStopped((signal) => waiting.during(signal, (wait) => step.waitForOldOrders(wait)));
    await cdk.synth(context);
    await cdk.diff();
    await requireUnchanged(place, plan);
    const close = plan.leavesOrders ? member?.remedies.close : undefined;
    if (close)
      say(`Nobody takes orders after this step. First the instructor must run \`${close.command}\`.`);
    if (!yes && !(await confirm(`Deploy stage ${stageName}?`))) {
      say('Nothing was changed.');
      return 1;
    }
    // While cdk runs, Ctrl-C is for cdk, too, which says itself what becomes of the stack.
    const taken = await untilStopped(async (signal) => {
      await waiting.during(signal, (wait) => step.stopOrders(wait));
      return waiting.during(signal, (wait) => step.take(wait, signal));
    });

    if (member) ledgerLines(taken, place, member.remedies).forEach(say);
    if (plan.beginsOrders && member && taken.summary) say(await member.beginning());
    say(`Stage ${stageName} is deployed.${whatIsNext(plan.to, commandFor)}`);
    return isTakenWell(taken) ? 0 : 1;
  });
}

function whatIsNext(to: Stage, commandFor: (stage: string) => string): string {
  const next = to.stack === 'InterstellaHq' ? FIRST_STAGE : neighboursOf(to).next;
  return next ? ` Next: \`${commandFor(next.name)}\`, ${next.brings}.` : '';
}

function commandOf(stage: string, environmentName: string, options: DeployOptions): string {
  const { context, participant, hqUrl } = options;
  const pairs = Object.entries(context)
    .filter(([name]) => name !== 'environmentName')
    .map(([name, value]) => ` -c ${name}=${value}`);
  const who = participant === undefined ? '' : ` --participant ${participant}`;
  const where = hqUrl === undefined ? '' : ` --hq-url ${hqUrl}`;
  return `${printedCommand(`deploy ${stage}`, environmentName)}${pairs.join('')}${who}${where}`;
}
