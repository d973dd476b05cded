import { createHash } from 'node:crypto';
import * as v from 'valibot';

/** A message attribute as the JSON protocol carries it; binary values are base64. */
export const MessageAttributeSchema = v.object({
  DataType: v.pipe(v.string(), v.regex(/^(?:String|Number|Binary)(?:\.[A-Za-z0-9_.-]+)?$/)),
  StringValue: v.optional(v.string()),
  BinaryValue: v.optional(v.string()),
});
export type MessageAttribute = v.InferOutput<typeof MessageAttributeSchema>;
export type MessageAttributes = ReadonlyMap<string, MessageAttribute>;

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
    .flatMap(([name, { DataType, StringValue, BinaryValue }]) => {
      const binary = DataType.startsWith('Binary');
      const value = binary ? Buffer.from(BinaryValue ?? '', 'base64') : Buffer.from(StringValue ?? '');
      return [
        ...prefixed(Buffer.from(name)),
        ...prefixed(Buffer.from(DataType)),
        Buffer.of(binary ? 2 : 1),
        ...prefixed(value),
      ];
    });
  return md5(Buffer.concat(parts));
}

function prefixed(data: Buffer): Buffer[] {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return [length, data];
}
