import { AwsError } from '../endpoints/aws-error.ts';

interface Range {
  readonly least: number;
  readonly most: number;
  readonly preset: number;
}

/** Attributes that are numbers. Retention is SQS's longest, 14 days, unless set: dead letters are to be kept. */
const NUMBERS: Readonly<Record<string, Range>> = {
  DelaySeconds: { least: 0, most: 900, preset: 0 },
  MaximumMessageSize: { least: 1024, most: 1_048_576, preset: 262_144 },
  MessageRetentionPeriod: { least: 60, most: 1_209_600, preset: 1_209_600 },
  ReceiveMessageWaitTimeSeconds: { least: 0, most: 20, preset: 0 },
  VisibilityTimeout: { least: 0, most: 43_200, preset: 30 },
};

/** Attributes that are kept and given back, and change nothing here. */
const KEPT = new Set([
  'Policy',
  'SqsManagedSseEnabled',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'RedriveAllowPolicy',
]);

/** Whether SQS knows this attribute, although a queue may lack it. */
export function mayBeUnset(name: string): boolean {
  return KEPT.has(name) || name === 'RedrivePolicy';
}

/**
 * Reads the attributes of CreateQueue and adds the defaults.
 *
 * @throws AwsError InvalidAttributeName, InvalidAttributeValue, UnsupportedOperation
 */
export function readQueueAttributes(given: Readonly<Record<string, string>>): Map<string, string> {
  const attributes = new Map(Object.entries(NUMBERS).map(([name, { preset }]) => [name, String(preset)]));
  for (const [name, value] of Object.entries(given)) {
    if (name === 'RedrivePolicy') {
      throw new AwsError(
        'UnsupportedOperation',
        'RedrivePolicy is not supported here; create the queue without it.',
        400,
        'AWS.SimpleQueueService.UnsupportedOperation',
      );
    }
    const range = Object.hasOwn(NUMBERS, name) ? NUMBERS[name] : undefined;
    if (range === undefined && !KEPT.has(name)) {
      throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    }
    const number = Number(value);
    if (range !== undefined && !(/^\d+$/.test(value) && number >= range.least && number <= range.most)) {
      throw new AwsError(
        'InvalidAttributeValue',
        `Invalid value for the parameter ${name}; give a whole number from ${range.least} to ${range.most}.`,
      );
    }
    attributes.set(name, value);
  }
  return attributes;
}
