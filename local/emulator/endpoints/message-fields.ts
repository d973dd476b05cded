const NAME = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;
const MAX_NAME = 256;
const TYPE = /^(?:String|Number|Binary)(?:\.[A-Za-z0-9_.-]+)?$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** A message attribute of SNS or SQS: `String`, `Number` or `Binary`, with or without a custom label: `Number.int`. */
export interface AttributeValue {
  readonly type: string;
  /** Text as it is; binary as base64. */
  readonly value: string;
}

export function isBinary(type: string): boolean {
  return type.startsWith('Binary');
}

export function isAttributeName(name: string): boolean {
  return NAME.test(name) && name.length <= MAX_NAME;
}

/** The fault of an attribute's type, or of its value for that type; undefined if there is none. */
export function valueProblem({ type, value }: AttributeValue): string | undefined {
  if (!TYPE.test(type)) {
    return 'has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String';
  }
  if (value === '') return `must contain a non-empty value for the type '${type}'`;
  if (type.startsWith('Number') && !NUMBER.test(value)) {
    return `has the type '${type}', but its value is no number`;
  }
  if (isBinary(type) && !BASE64.test(value)) return `has the type '${type}', but its value is no base64`;
  return undefined;
}

/** The bytes that an attribute adds to the size of its message: its name, type and value. */
export function attributeSize(name: string, { type, value }: AttributeValue): number {
  const bytes = isBinary(type) ? Buffer.byteLength(value, 'base64') : Buffer.byteLength(value);
  return Buffer.byteLength(name) + Buffer.byteLength(type) + bytes;
}

/** As SNS and SQS have it: up to 128 letters, digits and punctuation marks of ASCII. */
const GROUP_ID = /^[!-~]{1,128}$/;

export const GROUP_ID_RULE = 'give 1 to 128 letters, digits and punctuation marks of ASCII';

/**
 * Whether a text may name a message's group. Standard topics and queues take one, too: it makes a queue fair to its
 * tenants. SNS passes it on to queues alone, never to HTTP endpoints (SNS API reference, Publish).
 */
export function isMessageGroupId(text: string): boolean {
  return GROUP_ID.test(text);
}
