import * as v from 'valibot';
import { AwsError } from '../endpoints/aws-error.ts';
import { answerBatch, MAX_BATCH } from '../endpoints/batch.ts';
import { jsonOperations } from '../endpoints/json-operations.ts';
import { type JsonOperation } from '../endpoints/json-protocol.ts';
import { GROUP_ID_RULE, isMessageGroupId } from '../endpoints/message-fields.ts';
import {
  MessageAttributeSchema,
  md5,
  md5OfAttributes,
  messageSize,
  requireValid,
} from './message-attributes.ts';
import { MAX_IN_FLIGHT, type Message, type Queue } from './queue.ts';
import { type Queues } from './queues.ts';

const MAX_VISIBILITY_S = 43_200;
const MAX_WAIT_S = 20;

/** The system attributes that SQS knows. A message here has only some of them. */
const SYSTEM_ATTRIBUTES = new Set([
  'All',
  'ApproximateFirstReceiveTimestamp',
  'ApproximateReceiveCount',
  'AWSTraceHeader',
  'DeadLetterQueueSourceArn',
  'MessageDeduplicationId',
  'MessageGroupId',
  'SenderId',
  'SentTimestamp',
  'SequenceNumber',
]);

const whole = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

const operation = jsonOperations('InvalidParameterValue');
const QueueUrl = v.string();
const ReceiptHandle = v.string();

export function messageOperations(queues: Queues): Record<string, JsonOperation> {
  return {
    SendMessage: operation(
      {
        QueueUrl,
        MessageBody: v.pipe(v.string(), v.minLength(1)),
        DelaySeconds: v.optional(whole(0, 900)),
        MessageAttributes: v.optional(v.record(v.string(), MessageAttributeSchema), {}),
        MessageGroupId: v.optional(v.string()),
      },
      (given) => {
        const queue = queues.byUrl(given.QueueUrl);
        const attributes = new Map(Object.entries(given.MessageAttributes));
        requireValid(attributes);
        const groupId = given.MessageGroupId;
        if (groupId !== undefined && !isMessageGroupId(groupId)) {
          throw invalidValue(`MessageGroupId is invalid: ${GROUP_ID_RULE}.`);
        }
        const size = messageSize(given.MessageBody, attributes);
        const limit = queue.number('MaximumMessageSize');
        if (size > limit) {
          throw invalidValue(
            `Message must be shorter than ${limit} bytes; with its attributes it has ${size} bytes.`,
          );
        }
        const message = queue.send(given.MessageBody, attributes, given.DelaySeconds, groupId);
        return {
          MessageId: message.id,
          MD5OfMessageBody: md5(message.body),
          MD5OfMessageAttributes: md5OfAttributes(message.attributes),
        };
      },
    ),

    ReceiveMessage: operation(
      {
        QueueUrl,
        MaxNumberOfMessages: v.optional(whole(1, MAX_BATCH), 1),
        VisibilityTimeout: v.optional(whole(0, MAX_VISIBILITY_S)),
        WaitTimeSeconds: v.optional(whole(0, MAX_WAIT_S)),
        MessageAttributeNames: v.optional(v.array(v.string()), []),
        AttributeNames: v.optional(v.array(v.string()), []),
        MessageSystemAttributeNames: v.optional(v.array(v.string()), []),
      },
      async (wanted, aborted) => {
        const system = [...wanted.AttributeNames, ...wanted.MessageSystemAttributeNames];
        requireKnown(system);
        const messages = await receive(queues.byUrl(wanted.QueueUrl), wanted, aborted);
        return messages.length === 0
          ? {}
          : { Messages: messages.map((message) => shown(message, system, wanted.MessageAttributeNames)) };
      },
    ),

    DeleteMessage: operation({ QueueUrl, ReceiptHandle }, (given) => {
      deleteMessage(queues.byUrl(given.QueueUrl), given.ReceiptHandle);
    }),

    DeleteMessageBatch: operation(
      { QueueUrl, Entries: v.array(v.strictObject({ Id: v.string(), ReceiptHandle })) },
      ({ QueueUrl: url, Entries }) => {
        const queue = queues.byUrl(url);
        return answerBatch(Entries, 'AWS.SimpleQueueService.', ({ ReceiptHandle: handle }) => {
          deleteMessage(queue, handle);
          return {};
        });
      },
    ),

    ChangeMessageVisibility: operation(
      { QueueUrl, ReceiptHandle, VisibilityTimeout: whole(0, MAX_VISIBILITY_S) },
      (given) => {
        const queue = queues.byUrl(given.QueueUrl);
        if (!queue.changeVisibility(readHandle(given.ReceiptHandle), given.VisibilityTimeout)) {
          throw new AwsError(
            'MessageNotInflight',
            'The message is not in flight.',
            400,
            'AWS.SimpleQueueService.MessageNotInflight',
          );
        }
      },
    ),
  };
}

function invalidValue(reason: string): AwsError {
  return new AwsError('InvalidParameterValue', `One or more parameters are invalid. Reason: ${reason}`);
}

/** Waits for the first message if the caller wants that, and no longer than the caller does. */
async function receive(
  queue: Queue,
  wanted: {
    readonly MaxNumberOfMessages: number;
    readonly VisibilityTimeout?: number | undefined;
    readonly WaitTimeSeconds?: number | undefined;
  },
  aborted: AbortSignal,
): Promise<Message[]> {
  if (queue.counts().inFlight >= MAX_IN_FLIGHT) {
    throw new AwsError('OverLimit', `Too many messages are in flight: ${MAX_IN_FLIGHT}.`);
  }
  const visibility = wanted.VisibilityTimeout ?? queue.number('VisibilityTimeout');
  const waitS = wanted.WaitTimeSeconds ?? queue.number('ReceiveMessageWaitTimeSeconds');
  const deadline = performance.now() + waitS * 1000;
  for (;;) {
    // The caller has gone: a message that is received now would be hidden for nothing.
    if (aborted.aborted) return [];
    const messages = queue.receive(wanted.MaxNumberOfMessages, visibility);
    const left = deadline - performance.now();
    if (messages.length > 0 || left <= 0) return messages;
    await queue.arrival(left, aborted);
  }
}

function requireKnown(systemNames: readonly string[]): void {
  const unknown = systemNames.find((name) => !SYSTEM_ATTRIBUTES.has(name));
  if (unknown !== undefined) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
}

function shown(message: Message, systemNames: readonly string[], attributeNames: readonly string[]) {
  const attributes = new Map(
    [...message.attributes].filter(([name]) => attributeNames.some((pattern) => covers(pattern, name))),
  );
  const system = Object.entries({
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    SentTimestamp: String(message.sentAt),
    ...(message.groupId === undefined ? {} : { MessageGroupId: message.groupId }),
  }).filter(([name]) => systemNames.includes(name) || systemNames.includes('All'));
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(attributes.size > 0
      ? {
          MessageAttributes: Object.fromEntries(attributes),
          MD5OfMessageAttributes: md5OfAttributes(attributes),
        }
      : {}),
    ...(system.length > 0 ? { Attributes: Object.fromEntries(system) } : {}),
  };
}

/** `All` and `.*` cover every name, `prefix.*` those that begin with it. */
function covers(pattern: string, name: string): boolean {
  if (pattern === 'All') return true;
  return pattern.endsWith('.*') ? name.startsWith(pattern.slice(0, -2)) : name === pattern;
}

function readHandle(handle: string): string {
  if (/^[A-Za-z0-9+/]{20,}={0,2}$/.test(handle)) return handle;
  throw new AwsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
}

/** Deleting a message again is no error. */
function deleteMessage(queue: Queue, handle: string): void {
  const message = queue.byReceipt(readHandle(handle));
  if (message !== undefined) queue.delete(message);
}
