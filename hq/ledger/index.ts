export { recountAll } from './audit.ts';
export { Buckets } from './buckets.ts';
export { DynamoStore } from './dynamo-store.ts';
export * from './lanes.ts';
export { StoredLedger } from './ledger-reader.ts';
export { timeOfOrder } from './order-time.ts';
