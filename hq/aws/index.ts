export { Dynamo } from './dynamo.ts';
export { tableNames, type TableNames } from './tables.ts';
