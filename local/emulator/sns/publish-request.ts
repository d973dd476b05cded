import { type QueryParameters } from '../endpoints/query-parameters.ts';
import { attributesSize, readMessageAttributes } from './message-attributes.ts';
import { type PublishedMessage } from './publisher.ts';
import { invalidParameter } from './read-parameters.ts';

/** 256 KiB, message, subject and attributes together. */
export const MAX_MESSAGE_BYTES = 262_144;

/** Text without control characters and line breaks, at most 100 characters, the first no space. */
const SUBJECT = /^(?! )[^\p{Cc}\u2028\u2029]{1,100}$/u;

/**
 * Reads what Publish and each entry of PublishBatch have in common.
 *
 * @throws AwsError InvalidParameter or ParameterValueInvalid naming what is wrong
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
  for (const name of ['MessageGroupId', 'MessageDeduplicationId']) {
    if (parameters.get(name) !== undefined) {
      throw invalidParameter(name, `The request includes ${name}, which this topic type does not have`);
    }
  }
  const attributes = readMessageAttributes(parameters);
  const size = Buffer.byteLength(text) + Buffer.byteLength(subject ?? '') + attributesSize(attributes);
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
  const byProtocol = new Map<string, unknown>(Object.entries(texts ?? {}));
  const [own, otherwise] = [byProtocol.get('http'), byProtocol.get('default')];
  if (typeof otherwise !== 'string') {
    throw invalidParameter('Message Structure - No default entry in JSON message body');
  }
  return typeof own === 'string' ? own : otherwise;
}
