export { timeOfOrder } from './order-time.ts';
export { StoredLedger } from './ledger-reader.ts';
export { recountAll } from './audit.ts';
export { DynamoStore } from './dynamo-store.ts';
export { Buckets } from './buckets.ts';
