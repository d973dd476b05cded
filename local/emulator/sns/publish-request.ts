import { GROUP_ID_RULE, isMessageGroupId } from '../endpoints/message-fields.ts';
import { type QueryParameters } from '../endpoints/query-parameters.ts';
import { messageSize, readMessageAttributes } from './message-attributes.ts';
import { type PublishedMessage } from './publisher.ts';
import { invalidParameter } from './read-parameters.ts';

/** 256 KiB, message, subject and attributes together. */
export const MAX_MESSAGE_BYTES = 262_144;

/** Text without control characters and line breaks, at most 100 characters, the first no space. */
const SUBJECT = /^(?! )[^\p{Cc}\u2028\u2029]{1,100}$/u;

/**
 * Reads the parameters that Publish and each entry of PublishBatch share.
 *
 * @throws AwsError InvalidParameter or ParameterValueInvalid naming the wrong parameter
 */
export function readPublishRequest(parameters: QueryParameters): PublishedMessage {
  const text = parameters.get('Message');
  const subject = parameters.get('Subject');
  if (text === undefined || text === '') throw invalidParameter('Empty message');
  if (subject !== undefined && !SUBJECT.test(subject)) {
    throw invalidParameter(
      'Subject',
      'give 1 to 100 characters without line breaks and control characters, the first no space',
    );
  }
  const group = parameters.get('MessageGroupId');
  if (group !== undefined && !isMessageGroupId(group))
    throw invalidParameter('MessageGroupId', GROUP_ID_RULE);
  if (parameters.get('MessageDeduplicationId') !== undefined) {
    throw invalidParameter(
      'MessageDeduplicationId',
      'The request includes MessageDeduplicationId parameter that is not valid for this topic type',
    );
  }
  const attributes = readMessageAttributes(parameters);
  const size = messageSize(parameters);
  if (size > MAX_MESSAGE_BYTES) throw invalidParameter('Message too long');
  return { texts: readTexts(text, parameters.get('MessageStructure')), subject, attributes, size };
}

/**
 * The text for each protocol. With MessageStructure=json the message holds them, of which `default` must be there; a value
 * that is no string counts as absent.
 */
function readTexts(text: string, structure: string | undefined): PublishedMessage['texts'] {
  if (structure === undefined) return { http: text, https: text };
  if (structure !== 'json') throw invalidParameter('MessageStructure', 'only json is supported');
  let texts: unknown;
  try {
    texts = JSON.parse(text);
  } catch {
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
  const byProtocol = new Map<string, unknown>(Object.entries(texts ?? {}));
  const textFor = (protocol: string) => {
    const own = byProtocol.get(protocol);
    return typeof own === 'string' ? own : undefined;
  };
  const otherwise = textFor('default');
  if (otherwise === undefined) {
    throw invalidParameter('Message Structure - No default entry in JSON message body');
  }
  return { http: textFor('http') ?? otherwise, https: textFor('https') ?? otherwise };
}
