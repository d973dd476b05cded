import { type QueryParameters } from '../endpoints/query-parameters.ts';
import { attributesSize, readMessageAttributes } from './message-attributes.ts';
import { type PublishedMessage } from './publisher.ts';
import { invalidParameter } from './read-parameters.ts';

/** 256 KiB, message, subject and attributes together. */
export const MAX_MESSAGE_BYTES = 262_144;

/** ASCII without control characters, at most 99 of them, the first no space. */
const SUBJECT = /^[\x21-\x7e][\x20-\x7e]{0,98}$/;

/**
 * Reads what Publish and each entry of PublishBatch have in common.
 *
 * @throws AwsError InvalidParameter or ParameterValueInvalid naming what is wrong
 */
export function readPublishRequest(parameters: QueryParameters): PublishedMessage {
  const text = parameters.get('Message');
  const subject = parameters.get('Subject');
  if (text === undefined || text === '') throw invalidParameter('Empty message');
  if (subject !== undefined && !SUBJECT.test(subject)) throw invalidParameter('Subject');
  for (const name of ['MessageGroupId', 'MessageDeduplicationId']) {
    if (parameters.get(name) !== undefined) {
      throw invalidParameter(name, `The request includes ${name}, which this topic type does not have`);
    }
  }
  const attributes = readMessageAttributes(parameters);
  const size = Buffer.byteLength(text) + (subject?.length ?? 0) + attributesSize(attributes);
  if (size > MAX_MESSAGE_BYTES) throw invalidParameter('Message too long');
  return { message: forHttp(text, parameters.get('MessageStructure')), subject, attributes, size };
}

/** With MessageStructure=json the message is one text per protocol, of which `default` must be there. */
function forHttp(text: string, structure: string | undefined): string {
  if (structure === undefined) return text;
  if (structure !== 'json') throw invalidParameter('MessageStructure', 'only json is supported');
  let texts: unknown;
  try {
    texts = JSON.parse(text);
  } catch {
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
  const byProtocol = new Map(Object.entries(texts ?? {}));
  const message: unknown = byProtocol.get('http') ?? byProtocol.get('default');
  if (typeof byProtocol.get('default') !== 'string' || typeof message !== 'string') {
    throw invalidParameter('Message Structure - No default entry in JSON message body');
  }
  return message;
}
