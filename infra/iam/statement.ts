import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** Allows actions, each `service:Action`, on resources, each an ARN. */
export function allow(actions: readonly string[], resources: readonly string[]): PolicyStatement {
  return new PolicyStatement({ actions: [...actions], resources: [...resources] });
}
