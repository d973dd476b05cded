import { AwsError } from '../endpoints/aws-error.ts';
import { type QueryParameters } from '../endpoints/query-parameters.ts';

export interface MessageAttribute {
  readonly type: string;
  /** Text as it is; binary as base64. */
  readonly value: string;
}

export type MessageAttributes = ReadonlyMap<string, MessageAttribute>;

const NAME = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;
const TYPE = /^(?:String|Number|Binary|String\.Array)(?:\.[A-Za-z0-9_.-]+)?$/;

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Reads `MessageAttributes.entry.N.Name` and `.Value.DataType`, `.Value.StringValue` or `.Value.BinaryValue` (base64).
 *
 * @throws AwsError ParameterValueInvalid or InvalidParameter naming the attribute
 */
export function readMessageAttributes(parameters: QueryParameters): MessageAttributes {
  const attributes = new Map<string, MessageAttribute>();
  for (const entry of parameters.list('MessageAttributes.entry')) {
    const name = entry.get('Name') ?? '';
    const type = entry.get('Value.DataType') ?? '';
    if (!NAME.test(name) || name.length > 256) {
      throw new AwsError(
        'InvalidParameter',
        `Invalid parameter: Message attribute name '${name}' is invalid`,
      );
    }
    if (!TYPE.test(type)) {
      throw new AwsError(
        'ParameterValueInvalid',
        `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
      );
    }
    const value = entry.get(type.startsWith('Binary') ? 'Value.BinaryValue' : 'Value.StringValue') ?? '';
    if (value === '') {
      throw new AwsError(
        'ParameterValueInvalid',
        `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
      );
    }
    if (type.startsWith('Number') && !NUMBER.test(value)) {
      throw new AwsError(
        'ParameterValueInvalid',
        `The message attribute '${name}' has the type '${type}', but its value is no number.`,
      );
    }
    attributes.set(name, { type, value });
  }
  return attributes;
}

/** What attributes add to the size of a message. */
export function attributesSize(attributes: MessageAttributes): number {
  let size = 0;
  for (const [name, { type, value }] of attributes) {
    size += Buffer.byteLength(name) + type.length + Buffer.byteLength(value);
  }
  return size;
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
