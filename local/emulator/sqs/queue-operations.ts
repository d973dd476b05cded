import * as v from 'valibot';
import { AwsError } from '../endpoints/aws-error.ts';
import { type JsonOperation } from '../endpoints/json-protocol.ts';
import { mayBeUnset } from './queue-attributes.ts';
import { type Queue } from './queue.ts';
import { type Queues } from './queues.ts';
import { readInput } from './read-input.ts';

const MAX_LISTED = 1000;

const CreateQueue = v.strictObject({
  QueueName: v.string(),
  Attributes: v.optional(v.record(v.string(), v.string()), {}),
});
const QueueUrl = v.strictObject({ QueueUrl: v.string() });
const GetQueueUrl = v.strictObject({
  QueueName: v.string(),
  QueueOwnerAWSAccountId: v.optional(v.string()),
});
const GetQueueAttributes = v.strictObject({
  QueueUrl: v.string(),
  AttributeNames: v.optional(v.array(v.string()), []),
});
const ListQueues = v.strictObject({
  QueueNamePrefix: v.optional(v.string(), ''),
  MaxResults: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_LISTED)), MAX_LISTED),
  NextToken: v.optional(v.string(), ''),
});

export function queueOperations(queues: Queues): Record<string, JsonOperation> {
  return {
    CreateQueue(input) {
      const { QueueName: name, Attributes } = readInput(CreateQueue, input);
      return { QueueUrl: queues.urlOf(queues.create(name, Attributes)) };
    },

    GetQueueUrl(input) {
      const { QueueName: name, QueueOwnerAWSAccountId: owner } = readInput(GetQueueUrl, input);
      return { QueueUrl: queues.urlOf(queues.byName(name, owner)) };
    },

    DeleteQueue(input) {
      queues.remove(queues.byUrl(readInput(QueueUrl, input).QueueUrl));
    },

    PurgeQueue(input) {
      queues.byUrl(readInput(QueueUrl, input).QueueUrl).purge();
    },

    ListQueues(input) {
      const { QueueNamePrefix, MaxResults, NextToken } = readInput(ListQueues, input);
      const matching = queues
        .all()
        .filter(({ name }) => name.startsWith(QueueNamePrefix) && name > NextToken);
      const shown = matching.slice(0, MaxResults);
      return {
        QueueUrls: shown.map((queue) => queues.urlOf(queue)),
        ...(shown.length < matching.length ? { NextToken: shown.at(-1)?.name } : {}),
      };
    },

    GetQueueAttributes(input) {
      const { QueueUrl: url, AttributeNames } = readInput(GetQueueAttributes, input);
      const all = attributesOf(queues.byUrl(url));
      if (AttributeNames.includes('All')) return { Attributes: all };
      const wanted = AttributeNames.flatMap((name): [string, string | undefined][] => {
        if (Object.hasOwn(all, name)) return [[name, all[name]]];
        if (mayBeUnset(name)) return [];
        throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
      });
      return wanted.length === 0 ? {} : { Attributes: Object.fromEntries(wanted) };
    },
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
