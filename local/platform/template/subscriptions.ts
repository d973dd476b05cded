import type { Queue, Service, Subscription } from '../deployment/index.ts';
import type { Reading } from './reading.ts';
import type { Value } from './value.ts';

const QUEUE = 'AWS::SQS::Queue';

/** Queues by logical id. */
export function readQueues(reading: Reading): ReadonlyMap<string, Queue> {
  return reading.each(QUEUE, (fields) => ({
    name: fields.at('QueueName').ownName(),
    // Four days, as SQS takes it.
    messageRetentionPeriodS: fields
      .at('MessageRetentionPeriod')
      .number({ from: 60, to: 1_209_600, absent: 345_600 }),
  }));
}

/** Subscriptions by logical id. Each comes after a service: on AWS by what is checked here, on this machine in any case. */
export function readSubscriptions(
  reading: Reading,
  queues: ReadonlyMap<string, Queue>,
  services: ReadonlyMap<string, Service>,
): ReadonlyMap<string, Subscription> {
  return reading.each('AWS::SNS::Subscription', (fields, id) => {
    if (!reading.dependenciesOf(id).some((other) => services.has(other))) {
      reading.report(
        id,
        'DependsOn',
        'must name the service that is subscribed: SNS asks it to confirm at once, and it can only when it is up.',
      );
    }
    return {
      id,
      topicArn: fields.at('TopicArn').text(),
      protocol: fields.at('Protocol').oneOf('http'),
      endpoint: fields.at('Endpoint').text(),
      deliveryPolicy: fields.at('DeliveryPolicy').isAbsent ? undefined : fields.at('DeliveryPolicy').json(),
      redriveQueue: readRedriveQueue(fields.at('RedrivePolicy'), queues),
    };
  });
}

function readRedriveQueue(policy: Value, queues: ReadonlyMap<string, Queue>): string | undefined {
  if (policy.isAbsent) return undefined;
  return policy.object((fields) => queues.get(fields.at('deadLetterTargetArn').resource(QUEUE, 'Arn'))?.name);
}
