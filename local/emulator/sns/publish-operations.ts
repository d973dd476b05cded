import { AwsError } from '../endpoints/aws-error.ts';
import { type QueryParameters } from '../endpoints/query-parameters.ts';
import { type QueryOperation } from '../endpoints/query-protocol.ts';
import { messageSize } from './message-attributes.ts';
import { MAX_MESSAGE_BYTES, readPublishRequest } from './publish-request.ts';
import { type Publisher } from './publisher.ts';
import { invalidParameter, requireArn } from './read-parameters.ts';
import { type SnsState, type Topic } from './sns-state.ts';

const MAX_BATCH = 10;
const ENTRY_ID = /^[A-Za-z0-9_-]{1,80}$/;

export function publishOperations(state: SnsState, publisher: Publisher): Record<string, QueryOperation> {
  return {
    Publish({ parameters }) {
      const topic = state.topic(readTarget(parameters));
      return { MessageId: publisher.publish(topic, readPublishRequest(parameters)) };
    },

    PublishBatch({ parameters }) {
      const topic = state.topic(requireArn(parameters, 'TopicArn'));
      const entries = readEntries(parameters);
      const results = entries.map((entry) => publishEntry(publisher, topic, entry));
      return {
        Successful: results.flatMap((result) => ('MessageId' in result ? [result] : [])),
        Failed: results.flatMap((result) => ('Code' in result ? [result] : [])),
      };
    },
  };
}

function readTarget(parameters: QueryParameters): string {
  const name = ['TopicArn', 'TargetArn'].find((candidate) => parameters.get(candidate) !== undefined);
  if (name === undefined) {
    throw invalidParameter('TopicArn or TargetArn', 'no value for required parameter');
  }
  return requireArn(parameters, name);
}

/** @throws AwsError for a fault of the batch as a whole */
function readEntries(parameters: QueryParameters): QueryParameters[] {
  const entries = parameters.list('PublishBatchRequestEntries.member');
  const ids = entries.map((entry) => entry.get('Id') ?? '');
  if (entries.length === 0) {
    throw new AwsError('EmptyBatchRequest', "The batch request doesn't contain any entries.");
  }
  if (entries.length > MAX_BATCH) {
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `The batch request contains ${entries.length} entries, more than ${MAX_BATCH}.`,
    );
  }
  if (!ids.every((id) => ENTRY_ID.test(id))) {
    throw new AwsError(
      'InvalidBatchEntryId',
      'The Id of a batch entry can only contain alphanumeric characters, hyphens and underscores, at most 80.',
    );
  }
  if (new Set(ids).size < ids.length) {
    throw new AwsError('BatchEntryIdsNotDistinct', 'Two or more batch entries have the same Id.');
  }
  const total = entries.reduce((sum, entry) => sum + messageSize(entry), 0);
  if (total > MAX_MESSAGE_BYTES) {
    throw new AwsError(
      'BatchRequestTooLong',
      `The messages of the batch have ${total} bytes together with subjects and attributes, more than ${MAX_MESSAGE_BYTES}.`,
    );
  }
  return entries;
}

type EntryResult =
  { Id: string; MessageId: string } | { Id: string; Code: string; Message: string; SenderFault: boolean };

/** A fault of one entry fails that entry only. */
function publishEntry(publisher: Publisher, topic: Topic, entry: QueryParameters): EntryResult {
  const Id = entry.get('Id') ?? '';
  try {
    return { Id, MessageId: publisher.publish(topic, readPublishRequest(entry)) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { Id, Code: error.code, Message: error.message, SenderFault: error.status < 500 };
  }
}
