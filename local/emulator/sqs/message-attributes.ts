import { createHash } from 'node:crypto';
import * as v from 'valibot';
import {
  type AttributeValue,
  attributeSize,
  isAttributeName,
  isBinary,
  valueProblem,
} from '../endpoints/message-fields.ts';
import { AwsError } from '../endpoints/aws-error.ts';

/** A message attribute as the JSON protocol carries it; binary values are base64. */
export const MessageAttributeSchema = v.strictObject({
  DataType: v.string(),
  StringValue: v.optional(v.string()),
  BinaryValue: v.optional(v.string()),
});
export type MessageAttribute = v.InferOutput<typeof MessageAttributeSchema>;
export type MessageAttributes = ReadonlyMap<string, MessageAttribute>;

/** @throws AwsError InvalidParameterValue naming the attribute whose name, type or value is invalid */
export function requireValid(attributes: MessageAttributes): void {
  for (const [name, attribute] of attributes) {
    const problem = isAttributeName(name) ? valueProblem(valueOf(attribute)) : 'has an invalid name';
    if (problem !== undefined) {
      throw new AwsError('InvalidParameterValue', `The message attribute '${name}' ${problem}.`);
    }
  }
}

/** The size of a message for the limit of its queue: the bytes of its body and its attributes. */
export function messageSize(body: string, attributes: MessageAttributes): number {
  let size = Buffer.byteLength(body);
  for (const [name, attribute] of attributes) size += attributeSize(name, valueOf(attribute));
  return size;
}

function valueOf({ DataType: type, StringValue, BinaryValue }: MessageAttribute): AttributeValue {
  return { type, value: (isBinary(type) ? BinaryValue : StringValue) ?? '' };
}

export function md5(data: string | Buffer): string {
  return createHash('md5').update(data).digest('hex');
}

/**
 * MD5OfMessageAttributes as the SQS Developer Guide defines it: for each attribute by name, the length-prefixed name and
 * type, a byte for the kind of value (1 text, 2 binary), the length-prefixed value. Undefined without attributes.
 */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  if (attributes.size === 0) return undefined;
  const parts = [...attributes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, attribute]) => {
      const { type, value } = valueOf(attribute);
      const binary = isBinary(type);
      return [
        ...prefixed(Buffer.from(name)),
        ...prefixed(Buffer.from(type)),
        Buffer.of(binary ? 2 : 1),
        ...prefixed(Buffer.from(value, binary ? 'base64' : 'utf8')),
      ];
    });
  return md5(Buffer.concat(parts));
}

function prefixed(data: Buffer): Buffer[] {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return [length, data];
}
