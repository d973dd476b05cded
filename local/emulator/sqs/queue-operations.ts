import * as v from 'valibot';
import { AwsError } from '../endpoints/aws-error.ts';
import { jsonOperations } from '../endpoints/json-operations.ts';
import { type JsonOperation } from '../endpoints/json-protocol.ts';
import { page } from '../endpoints/page.ts';
import { mayBeUnset } from './queue-attributes.ts';
import { type Queue } from './queue.ts';
import { type Queues } from './queues.ts';

const MAX_LISTED = 1000;

const operation = jsonOperations('InvalidParameterValue');
const QueueUrl = v.string();

export function queueOperations(queues: Queues): Record<string, JsonOperation> {
  return {
    CreateQueue: operation(
      { QueueName: v.string(), Attributes: v.optional(v.record(v.string(), v.string()), {}) },
      ({ QueueName, Attributes }) => ({ QueueUrl: queues.urlOf(queues.create(QueueName, Attributes)) }),
    ),

    GetQueueUrl: operation(
      { QueueName: v.string(), QueueOwnerAWSAccountId: v.optional(v.string()) },
      ({ QueueName, QueueOwnerAWSAccountId: owner }) => ({
        QueueUrl: queues.urlOf(queues.byName(QueueName, owner)),
      }),
    ),

    DeleteQueue: operation({ QueueUrl }, (input) => {
      queues.remove(queues.byUrl(input.QueueUrl));
    }),

    PurgeQueue: operation({ QueueUrl }, (input) => {
      queues.byUrl(input.QueueUrl).purge();
    }),

    ListQueues: operation(
      {
        QueueNamePrefix: v.optional(v.string(), ''),
        MaxResults: v.optional(
          v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_LISTED)),
          MAX_LISTED,
        ),
        NextToken: v.optional(v.string()),
      },
      ({ QueueNamePrefix, MaxResults, NextToken }) => {
        const { items, nextToken } = page(
          queues.all().filter(({ name }) => name.startsWith(QueueNamePrefix)),
          ({ name }) => name,
          NextToken,
          MaxResults,
          new AwsError('InvalidParameterValue', 'The value of NextToken is invalid.'),
        );
        return { QueueUrls: items.map((queue) => queues.urlOf(queue)), NextToken: nextToken };
      },
    ),

    GetQueueAttributes: operation(
      { QueueUrl, AttributeNames: v.optional(v.array(v.string()), []) },
      ({ QueueUrl: url, AttributeNames }) => {
        const all = attributesOf(queues.byUrl(url));
        if (AttributeNames.includes('All')) return { Attributes: all };
        const wanted = AttributeNames.flatMap((name): [string, string | undefined][] => {
          if (Object.hasOwn(all, name)) return [[name, all[name]]];
          if (mayBeUnset(name)) return [];
          throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
        });
        return wanted.length === 0 ? {} : { Attributes: Object.fromEntries(wanted) };
      },
    ),
  };
}

function attributesOf(queue: Queue): Record<string, string> {
  const { visible, inFlight, delayed } = queue.counts();
  const created = String(Math.floor(queue.createdAt / 1000));
  return {
    ...Object.fromEntries(queue.attributes),
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: created,
    LastModifiedTimestamp: created,
  };
}
