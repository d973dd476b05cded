import { type Command, Option } from 'commander';
import { DEPLOY_METHODS } from '@interstella/cloud/deploy-methods.ts';
import { contextOption } from '@interstella/terminal/context-option.ts';
import { numberOption } from '@interstella/terminal/options.ts';
import type { DeployOptions } from './deploy.ts';
import { keepOldOption } from './keep-old-option.ts';
import type { PutKeysOptions } from './put-keys.ts';
import type { StatusOptions } from './status.ts';

/**
 * The migration on AWS. What a command needs of the AWS SDK is loaded when it runs: the others are quicker without.
 */
export function addCloudCommands(program: Command): void {
  onEnvironment(program.command('deploy <stage>'))
    .description(
      'deploy the next stage on AWS, or the one before, guarded: no order is left behind, and all is well afterwards',
    )
    .option('--yes', 'deploy without asking', false)
    .option(
      '--timeout <minutes>',
      'how long to wait at the gate, and for targets to be healthy',
      numberOption,
      15,
    )
    .addOption(participantOption())
    .addOption(
      new Option('--method <method>', 'how cdk deploy changes the stack')
        .choices([...DEPLOY_METHODS])
        .default('change-set'),
    )
    .option(
      '--wrong-order',
      'deploy also a monolith that leaves a resource to nobody, to see what happens',
      false,
    )
    .action(async (stage: string, options: DeployOptions) => {
      const { deploy } = await import('./deploy.ts');
      process.exitCode = await deploy(stage, options);
    });

  onEnvironment(program.command('put-keys'))
    .description(
      "put the API key (typed, or piped in) and a new service key into SSM Parameter Store, encrypted; or HQ's admin key",
    )
    .option('--hq', "HQ's admin key instead: that of HQ_ADMIN_KEY, or a new one", false)
    .option('--participant <name>', 'have your own HQ make the API key for this participant')
    .option('--rotate', 'make new keys also where there are some', false)
    .addOption(keepOldOption('1h'))
    .option('--restart', 'replace the tasks that keep an old key, instead of saying how', false)
    .action(async (options: PutKeysOptions) => {
      const { putKeys } = await import('./put-keys.ts');
      process.exitCode = await putKeys(options);
    });

  onEnvironment(program.command('status'))
    .description(
      'show what npm start runs here, or else what is deployed on AWS, and how it is. Exit code 1 if anything is not well',
    )
    .option('--aws', 'what is deployed on AWS, also where npm start runs', false)
    .addOption(participantOption())
    .addOption(new Option('--json', 'for programs').default(false))
    .action(async (options: StatusOptions) => {
      const { status } = await import('./status.ts');
      process.exitCode = await status(options);
    });
}

const participantOption = () =>
  new Option('--participant <name>', "which participant of HQ's you are, where there are several");

function onEnvironment(command: Command): Command {
  return command
    .addOption(
      new Option('-c, --context <name=value>', 'of the CDK app, such as desiredCount=2; see infra/README.md')
        .argParser(contextOption)
        .default({}, 'none'),
    )
    .option('--environment-name <name>', 'which environment, where there are several in an account')
    .option('--hq-url <url>', "Interstella HQ's URL, where it is not that of this account's stack");
}
