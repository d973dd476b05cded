import { type Stack, Tags } from 'aws-cdk-lib';

/**
 * Says on everything in a stack to which environment it belongs. Parameters, whose names begin with it, go without: their
 * tags are written in another way, which local stand-ins for AWS do not read.
 */
export function tagAll(stack: Stack, environmentName: string): void {
  Tags.of(stack).add('EnvironmentName', environmentName, { excludeResourceTypes: ['AWS::SSM::Parameter'] });
}
