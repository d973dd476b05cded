import { Role, type IRole, type PolicyStatement, PolicyDocument, type IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/**
 * A role that may do what the statements say and nothing more: the library's own grants, which ask for more than is
 * used here, are not added to it.
 */
export function exactRole(
  scope: Construct,
  id: string,
  assumedBy: IPrincipal,
  description: string,
  statements: readonly PolicyStatement[],
): IRole {
  const role = new Role(scope, id, {
    assumedBy,
    description,
    ...(statements.length > 0 && {
      inlinePolicies: { Exactly: new PolicyDocument({ statements: [...statements] }) },
    }),
  });
  return role.withoutPolicyUpdates();
}
