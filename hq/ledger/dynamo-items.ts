/** Maps the ledger's records to items of DynamoDB and back. */
import type { Attributes } from '../aws/dynamo-table.ts';
import type { LanePart, OrderRecord, PartKey } from './records.ts';

/** Prefix of attributes that have a flush. Other attributes of a part: `n`, its bytes, and `c`, true once it is closed. */
export const FLUSH = 'f';

/** Number of index partitions that unsent orders are spread over. */
export const UNSENT_SHARDS = 4;

export function sortKey({ bucket, part }: Pick<PartKey, 'bucket' | 'part'>): string {
  return `${String(bucket).padStart(12, '0')}#${String(part).padStart(6, '0')}`;
}

export function partKey(key: PartKey): Attributes {
  return { lane: key.lane, part: sortKey(key) };
}

export const pageKey = (owner: string, key: string) => ({ owner, item: `page#${key}` });
export const strayKey = (owner: string, key: string) => ({ owner, item: `stray#${key}` });

export function partOf(item: Attributes): LanePart {
  const [bucket, part] = String(item.part).split('#').map(Number);
  const flushes = Object.entries(item).filter(([name]) => name.startsWith(FLUSH));
  return {
    ...{ lane: String(item.lane), bucket: bucket ?? 0, part: part ?? 0 },
    ...{ closed: item.c === true, bytes: Number(item.n ?? 0) },
    flushes: new Map(flushes.map(([name, entries]) => [name.slice(FLUSH.length), String(entries)])),
  };
}

export function recordOf(item: Attributes): OrderRecord {
  const { orderId, bucket, lane, topics, sentAt, republishedAt } = item as unknown as OrderRecord;
  return {
    ...{ orderId, bucket, lane, topics },
    ...(sentAt !== undefined && { sentAt }),
    ...(republishedAt !== undefined && { republishedAt }),
  };
}

export function shardOf(orderId: string): string {
  return String((orderId.codePointAt(orderId.length - 1) ?? 0) % UNSENT_SHARDS);
}
