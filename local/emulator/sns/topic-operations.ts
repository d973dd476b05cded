import { arnAt, type Place } from '../endpoints/place.ts';
import { type QueryParameters } from '../endpoints/query-parameters.ts';
import { type QueryOperation } from '../endpoints/query-protocol.ts';
import { invalidParameter, pageOf, requireArn, requireParameter } from './read-parameters.ts';
import { type SnsState, type Topic } from './sns-state.ts';
import { readTags } from './tags.ts';
import { setTopicAttribute, topicAttributes } from './topic-attributes.ts';

const TOPIC_NAME = /^[A-Za-z0-9_-]{1,256}$/;

export function topicOperations(place: Place, state: SnsState): Record<string, QueryOperation> {
  return {
    CreateTopic({ parameters }) {
      const name = requireParameter(parameters, 'Name');
      if (name.endsWith('.fifo')) {
        throw invalidParameter('Topic Name', 'FIFO topics do not deliver over HTTP; not supported');
      }
      if (parameters.get('DataProtectionPolicy') !== undefined) {
        throw invalidParameter('DataProtectionPolicy', 'data protection is not supported here');
      }
      if (!TOPIC_NAME.test(name)) throw invalidParameter('Topic Name');
      const wanted = readTopic(arnAt(place, 'sns', name), parameters);
      const existing = state.topics.get(wanted.arn);
      if (existing === undefined) state.topics.set(wanted.arn, wanted);
      else requireSame(existing, wanted);
      return { TopicArn: wanted.arn };
    },

    DeleteTopic({ parameters }) {
      const topic = state.topics.get(requireArn(parameters, 'TopicArn'));
      if (topic !== undefined) state.removeTopic(topic);
      return undefined;
    },

    ListTopics({ parameters }) {
      const { items, nextToken } = pageOf(state.topics.values(), parameters);
      return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), NextToken: nextToken };
    },

    GetTopicAttributes({ parameters }) {
      const topic = state.topic(requireArn(parameters, 'TopicArn'));
      return { Attributes: topicAttributes(topic, state, place.account) };
    },

    SetTopicAttributes({ parameters }) {
      const topic = state.topic(requireArn(parameters, 'TopicArn'));
      const name = requireParameter(parameters, 'AttributeName');
      setTopicAttribute(topic, name, parameters.get('AttributeValue') ?? '');
      return undefined;
    },
  };
}

function readTopic(arn: string, parameters: QueryParameters): Topic {
  const topic: Topic = {
    arn,
    attributes: new Map(),
    tags: readTags(parameters),
    signatureVersion: 1,
    deliveryPolicy: undefined,
    deletedSubscriptions: 0,
  };
  for (const [name, value] of parameters.map('Attributes')) setTopicAttribute(topic, name, value);
  return topic;
}

/** CreateTopic may be repeated, with the same attributes and tags. */
function requireSame(existing: Topic, wanted: Topic): void {
  for (const [name, value] of wanted.attributes) {
    if (existing.attributes.get(name) !== value) {
      throw invalidParameter('Attributes', 'Topic already exists with different attributes');
    }
  }
  for (const [key, value] of wanted.tags) {
    if (existing.tags.get(key) !== value) {
      throw invalidParameter('Tags', 'Topic already exists with different tags');
    }
  }
}
