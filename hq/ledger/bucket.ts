import { minuteOfOrderId } from '@interstella/libs/orders';

const MINUTE_MS = 60_000;
const MINUTE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)$/;

/**
 * The minute whose bucket an order belongs to, `20261120T0614`; undefined for ids that tell no real date. A pure
 * function of the id: every writer and every reader finds the item without asking first, and for ever.
 */
export function minuteOf(orderId: string): string | undefined {
  const minute = minuteOfOrderId(orderId);
  return minute !== undefined && startOf(minute) !== undefined ? minute : undefined;
}

/** The ledger's partition key: the participant and the minute, or `undated`, which is never sealed. */
export function bucketOf(participant: string, minute: string | undefined): string {
  return `${participant}#${minute ?? 'undated'}`;
}

/** The participant and the minute (undefined: undated) of a bucket. */
export function partsOfBucket(bucket: string): { participant: string; minute: string | undefined } {
  const [participant = '', minute] = bucket.split('#');
  return { participant, minute: minute === 'undated' ? undefined : minute };
}

/** When the minute has ended, in milliseconds since 1970. */
export function endOf(minute: string): number {
  const start = startOf(minute);
  if (start === undefined) throw new Error(`${minute} is not a minute such as 20261120T0614.`);
  return start + MINUTE_MS;
}

function startOf(minute: string): number | undefined {
  const parts = MINUTE.exec(minute);
  if (!parts) return undefined;
  const [year, month, day, hour, minutes] = parts.slice(1);
  const iso = `${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minutes ?? ''}:00.000Z`;
  const start = Date.parse(iso);
  // 30 February is read as 2 March: a date that is not written back as it was read is no date.
  return Number.isNaN(start) || new Date(start).toISOString() !== iso ? undefined : start;
}
