const NAME = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;
const MAX_NAME = 256;
const TYPE = /^(?:String|Number|Binary)(?:\.[A-Za-z0-9_.-]+)?$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** A message attribute of SNS or SQS: `String`, `Number` or `Binary`, each perhaps with a label of one's own: `Number.int`. */
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

/** What is wrong with an attribute's type, or with its value for that type; undefined when nothing is. */
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

/** The bytes that an attribute adds to the size of its message: name, type and value count. */
export function attributeSize(name: string, { type, value }: AttributeValue): number {
  const bytes = isBinary(type) ? Buffer.byteLength(value, 'base64') : Buffer.byteLength(value);
  return Buffer.byteLength(name) + Buffer.byteLength(type) + bytes;
}
