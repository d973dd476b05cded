import {
  type AttributeValue,
  attributeSize,
  isAttributeName,
  isBinary,
  valueProblem,
} from '../endpoints/message-fields.ts';
import { AwsError } from '../endpoints/aws-error.ts';
import { type QueryParameters } from '../endpoints/query-parameters.ts';

export type MessageAttributes = ReadonlyMap<string, AttributeValue>;

/**
 * Reads `MessageAttributes.entry.N.Name` and `.Value.DataType`, `.Value.StringValue` or `.Value.BinaryValue` (base64).
 *
 * @throws AwsError ParameterValueInvalid or InvalidParameter naming the attribute
 */
export function readMessageAttributes(parameters: QueryParameters): MessageAttributes {
  const attributes = givenAttributes(parameters);
  for (const [name, attribute] of attributes) {
    if (!isAttributeName(name)) {
      throw new AwsError(
        'InvalidParameter',
        `Invalid parameter: Message attribute name '${name}' is invalid`,
      );
    }
    const problem = valueProblem(attribute);
    if (problem !== undefined) {
      throw new AwsError('ParameterValueInvalid', `The message attribute '${name}' ${problem}.`);
    }
  }
  return attributes;
}

/** What a message with its subject and its attributes, valid or not, counts against the limits of SNS, in bytes. */
export function messageSize(parameters: QueryParameters): number {
  let size = Buffer.byteLength(parameters.get('Message') ?? '');
  size += Buffer.byteLength(parameters.get('Subject') ?? '');
  for (const [name, attribute] of givenAttributes(parameters)) size += attributeSize(name, attribute);
  return size;
}

function givenAttributes(parameters: QueryParameters): MessageAttributes {
  return new Map(
    parameters.list('MessageAttributes.entry').map((entry) => {
      const type = entry.get('Value.DataType') ?? '';
      const value = entry.get(isBinary(type) ? 'Value.BinaryValue' : 'Value.StringValue') ?? '';
      return [entry.get('Name') ?? '', { type, value }];
    }),
  );
}

/** As they stand in the envelope; undefined when there are none, as SNS then leaves them out. */
export function envelopeAttributes(
  attributes: MessageAttributes | undefined,
): Record<string, { Type: string; Value: string }> | undefined {
  if (attributes === undefined || attributes.size === 0) return undefined;
  return Object.fromEntries(
    Array.from(attributes, ([name, { type, value }]) => [name, { Type: type, Value: value }]),
  );
}
