import { type Stack, Tags } from 'aws-cdk-lib';

/**
 * Tags all resources of a stack with their environment. Parameters get no tag: they use another syntax for tags, which the
 * local emulator does not read. Their names begin with the environment's name.
 */
export function tagAll(stack: Stack, environmentName: string): void {
  Tags.of(stack).add('EnvironmentName', environmentName, { excludeResourceTypes: ['AWS::SSM::Parameter'] });
}
