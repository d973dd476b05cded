import type { StackPlace } from './stack-place.ts';
import { Unresolvable } from './unresolvable.ts';
import type { ValueSource } from './value-source.ts';

type Attribute = (properties: Readonly<Record<string, unknown>>, place: StackPlace) => unknown;

const arn =
  (service: string, resource: (name: unknown) => unknown, property: string): Attribute =>
  (properties, { partition, region, accountId }) => ({
    'Fn::Join': ['', [`arn:${partition}:${service}:${region}:${accountId}:`, resource(properties[property])]],
  });

/** What Ref and Fn::GetAtt yield, by type of resource, as far as a value of ours needs it. May hold functions itself. */
const ATTRIBUTES: Readonly<Record<string, Readonly<Record<string, Attribute>>>> = {
  'AWS::ECR::Repository': {
    Ref: ({ RepositoryName }) => RepositoryName,
    Arn: arn('ecr', (name) => ({ 'Fn::Join': ['', ['repository/', name]] }), 'RepositoryName'),
  },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': { DNSName: (_, place) => place.loadBalancerDnsName },
  'AWS::Logs::LogGroup': { Ref: ({ LogGroupName }) => LogGroupName },
  'AWS::SQS::Queue': { Arn: arn('sqs', (name) => name, 'QueueName') },
  'AWS::SSM::Parameter': { Ref: ({ Name }) => Name },
};

/**
 * An attribute of a resource; `Ref` is what a reference to it yields.
 *
 * @throws Unresolvable
 */
export function attributeOf(reading: ValueSource, id: string, name: string): unknown {
  const resource = reading.resource(id);
  if (!resource) throw new Unresolvable(`there is no resource ${id}.`);
  const attributes = ATTRIBUTES[resource.Type] ?? {};
  const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  if (!attribute) {
    throw new Unresolvable(
      `what ${name === 'Ref' ? 'a reference' : name} yields for ${id}, of type ${resource.Type}, is not known.`,
    );
  }
  return attribute(resource.Properties ?? {}, reading.place);
}
