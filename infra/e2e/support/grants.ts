import { references, text, theOne } from '../../testing/queries.ts';
import type { Template } from '../../testing/template.ts';

/** What the role of the functions allows, but for their logs: `service:Action on name`. */
export function allowed(template: Template): string[] {
  const { Properties: properties } = theOne(template, 'AWS::Lambda::Function', 'Handler', 'index.api');
  const [role = ''] = references(properties.Role);
  const [{ PolicyDocument }] = template.Resources[role]?.Properties.Policies as [
    { PolicyDocument: { Statement: { Action: string | string[]; Resource: unknown }[] } },
  ];
  return PolicyDocument.Statement.flatMap(({ Action, Resource }) =>
    [Action]
      .flat()
      .flatMap((action) => [Resource].flat().map((resource) => `${action} on ${nameOf(template, resource)}`)),
  )
    .filter((grant) => !grant.startsWith('logs:'))
    .sort();
}

/** The name in an ARN, be it written out or a reference, with what follows it: `interstella-ledger`. */
function nameOf(template: Template, resource: unknown): string {
  const arn = text(resource).replace(/^\$\{(\w+)(\.Arn)?\}/, (_, id: string) => {
    const { TableName, TopicName } = template.Resources[id]?.Properties ?? {};
    return text(TableName ?? TopicName);
  });
  return (
    arn
      .split(':')
      .at(-1)
      ?.replace(/^parameter\//, '/') ?? ''
  );
}

/** What was asked, each by the grant with a `*` that it falls under, if there is one. */
export function byGrant(asked: Iterable<string>, grants: readonly string[]): string[] {
  const patterns = grants.filter((grant) => grant.includes('*'));
  const under = (one: string) =>
    patterns.find((pattern) => {
      const [start = '', end = ''] = pattern.split('*');
      return one.startsWith(start) && one.endsWith(end);
    });
  return [...new Set([...asked].map((one) => under(one) ?? one))].sort();
}
