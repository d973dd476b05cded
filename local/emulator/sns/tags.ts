import { AwsError } from '../endpoints/aws-error.ts';
import { type QueryParameters } from '../endpoints/query-parameters.ts';
import { type QueryOperation } from '../endpoints/query-protocol.ts';
import { invalidParameter, requireArn } from './read-parameters.ts';
import { type SnsState, type Topic } from './sns-state.ts';

const MAX_TAGS = 50;
const MAX_KEY = 128;
const MAX_VALUE = 256;

/** The tags of topics. */
export function tagOperations(state: SnsState): Record<string, QueryOperation> {
  return {
    TagResource({ parameters }) {
      const topic = requireTopic(state, parameters);
      const tags = new Map([...topic.tags, ...readTags(parameters)]);
      if (tags.size > MAX_TAGS) {
        throw new AwsError(
          'TagLimitExceeded',
          `Could not complete request: a topic has at most ${MAX_TAGS} tags`,
        );
      }
      for (const [key, value] of tags) topic.tags.set(key, value);
      return {};
    },

    UntagResource({ parameters }) {
      const topic = requireTopic(state, parameters);
      for (const key of parameters.list('TagKeys.member')) topic.tags.delete(key.get('') ?? '');
      return {};
    },

    ListTagsForResource({ parameters }) {
      const { tags } = requireTopic(state, parameters);
      return { Tags: Array.from(tags, ([Key, Value]) => ({ Key, Value })) };
    },
  };
}

function requireTopic(state: SnsState, parameters: QueryParameters): Topic {
  const topic = state.topics.get(requireArn(parameters, 'ResourceArn'));
  if (topic === undefined) throw new AwsError('ResourceNotFound', 'Resource does not exist', 404);
  return topic;
}

/** Reads `Tags.member.N.Key` and `.Value`. @throws AwsError InvalidParameter for a key or a value of a wrong length */
export function readTags(parameters: QueryParameters): Map<string, string> {
  const tags = new Map<string, string>();
  for (const tag of parameters.list('Tags.member')) {
    const key = tag.get('Key') ?? '';
    const value = tag.get('Value') ?? '';
    if (key.length < 1 || key.length > MAX_KEY || value.length > MAX_VALUE) {
      throw invalidParameter('Tags', `a key has 1 to ${MAX_KEY} characters, a value at most ${MAX_VALUE}`);
    }
    tags.set(key, value);
  }
  return tags;
}
