import { AwsError } from '../endpoints/aws-error.ts';
import { answerBatch, requireBatch } from '../endpoints/batch.ts';
import { type QueryParameters } from '../endpoints/query-parameters.ts';
import { type QueryOperation } from '../endpoints/query-protocol.ts';
import { messageSize } from './message-attributes.ts';
import { MAX_MESSAGE_BYTES, readPublishRequest } from './publish-request.ts';
import { type Publisher } from './publisher.ts';
import { invalidParameter, requireArn } from './read-parameters.ts';
import { type SnsState } from './sns-state.ts';

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
      return answerBatch(entries, '', ({ entry }) => ({
        MessageId: publisher.publish(topic, readPublishRequest(entry)),
      }));
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

/** @throws AwsError for no or too many entries, an invalid id, or if the entries are too long together */
function readEntries(parameters: QueryParameters) {
  const entries = parameters.list('PublishBatchRequestEntries.member');
  // First: many entries are often too long together, too.
  requireBatch(entries, '');
  const ids = entries.map((entry) => entry.get('Id') ?? '');
  if (!ids.every((id) => ENTRY_ID.test(id))) {
    throw new AwsError(
      'InvalidBatchEntryId',
      'The Id of a batch entry can only contain alphanumeric characters, hyphens and underscores, at most 80.',
    );
  }
  const total = entries.reduce((sum, entry) => sum + messageSize(entry), 0);
  if (total > MAX_MESSAGE_BYTES) {
    throw new AwsError(
      'BatchRequestTooLong',
      `The messages of the batch have ${total} bytes together with subjects and attributes, more than ${MAX_MESSAGE_BYTES}.`,
    );
  }
  return entries.map((entry) => ({ Id: entry.get('Id') ?? '', entry }));
}
