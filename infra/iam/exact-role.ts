import { Stack } from 'aws-cdk-lib';
import { type IPrincipal, type IRole, PolicyDocument, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { Grant } from './grant.ts';

/**
 * A role with exactly these grants. The CDK cannot add its own grants, which allow more than is used here.
 */
export function exactRole(
  scope: Construct,
  id: string,
  assumedBy: IPrincipal,
  description: string,
  grants: readonly Grant[],
): IRole {
  const statements = grants.map(
    ({ actions, resources }) => new PolicyStatement({ actions: [...actions], resources: [...resources] }),
  );
  const role = new Role(scope, id, {
    assumedBy,
    description,
    ...(statements.length > 0 && { inlinePolicies: { Exactly: new PolicyDocument({ statements }) } }),
  });
  for (const { resources, because } of grants) {
    if (because === undefined) continue;
    for (const resource of resources) {
      acknowledge(role, `AwsSolutions-IAM5[Resource::${asFound(scope, resource)}]`, because);
    }
  }
  return role.withoutPolicyUpdates();
}

/** An ARN in the form of cdk-nag's findings, in which `<AWS::Region>` stands for a reference in the template. */
function asFound(scope: Construct, arn: string): string {
  const resolved: unknown = Stack.of(scope).resolve(arn);
  if (typeof resolved === 'string') return resolved;
  const [, parts] = (resolved as { 'Fn::Join': [string, (string | { Ref: string })[]] })['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : `<${part.Ref}>`)).join('');
}
