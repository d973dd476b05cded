/** What the tests of the stack Interstella look for in its templates. */
import { ofType, text, theOne } from './queries.ts';
import type { Template } from './template.ts';

export const arn = (service: string, name: string) =>
  `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${name}`;

/** The stages at which services run. */
export const SERVING = ['alb', 'iridium', 'noiridium', 'magnesite', 'nomagnesite'];
export const MICROSERVICES = ['iridium', 'magnesite'];

export interface Container {
  readonly Name: string;
  readonly Image: unknown;
  readonly Environment: readonly { readonly Name: string; readonly Value: unknown }[];
  readonly Secrets: readonly { readonly Name: string; readonly ValueFrom: unknown }[];
  readonly PortMappings: unknown;
  readonly LogConfiguration: { readonly Options: Readonly<Record<string, unknown>> };
  readonly [property: string]: unknown;
}

export function taskDefinition(template: Template, service: string, environmentName = 'interstella') {
  const { id, Properties: properties } = theOne(
    template,
    'AWS::ECS::TaskDefinition',
    'Family',
    `${environmentName}-${service}`,
  );
  const [container] = properties.ContainerDefinitions as Container[];
  if (!container) throw new Error(`${service} has no container.`);
  return { id, properties, container };
}

export function environmentOf({ Environment }: Container): Record<string, string> {
  return Object.fromEntries(Environment.map(({ Name, Value }) => [Name, text(Value)]));
}

export const service = (template: Template, name: string) =>
  theOne(template, 'AWS::ECS::Service', 'ServiceName', `interstella-${name}`);

export const targetGroup = (template: Template, name: string) =>
  theOne(template, 'AWS::ElasticLoadBalancingV2::TargetGroup', 'Name', `interstella-${name}`);

export const microservicesAt = (template: Template) =>
  MICROSERVICES.filter((name) => JSON.stringify(template).includes(`"ServiceName":"interstella-${name}"`));

/** The group of a resource that lets the load balancer in, and the ports that it lets it into. */
export function portsFromLoadBalancer(template: Template, groupId: string): string[] {
  const front = 'FrontSecurityGroup';
  return [...ofType(template, 'AWS::EC2::SecurityGroupIngress').values()]
    .filter(
      ({ GroupId, SourceSecurityGroupId }) =>
        text(GroupId) === `\${${groupId}.GroupId}` && text(SourceSecurityGroupId).includes(front),
    )
    .map(({ IpProtocol, FromPort, ToPort }) => `${text(IpProtocol)} ${text(FromPort)}-${text(ToPort)}`);
}

export const idOf = (template: Template, prefix: string) =>
  Object.keys(template.Resources).find((id) => id.replace(/[0-9A-F]{8}$/, '') === prefix) ?? '';
