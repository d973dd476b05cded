import type { Command } from 'commander';
import { jsonOption, methodOption, onEnvironment, participantOption, timeoutOption } from '../options.ts';
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
    .addOption(timeoutOption('minutes', 'how long to wait at the gate, and for targets to be healthy', 15))
    .addOption(participantOption())
    .addOption(methodOption('how cdk deploy changes the stack'))
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
    .addOption(jsonOption())
    .action(async (options: StatusOptions) => {
      const { status } = await import('./status.ts');
      process.exitCode = await status(options);
    });
}
