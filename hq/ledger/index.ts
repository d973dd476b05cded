export { bucketOf, minuteOf } from './bucket.ts';
export { DynamoMinuteRecords } from './dynamo-minute-records.ts';
export { DynamoOrderItems } from './dynamo-order-items.ts';
export type * from './records.ts';
export { completedAt } from './tally.ts';
