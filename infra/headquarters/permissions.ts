import { allow, type Grant } from '../iam/index.ts';
import type { Tables } from './tables.ts';

/** HQ's actions on its tables. They are the same for all functions, since each runs all of HQ. */
export function onTables(tables: Tables): Grant[] {
  const { lanes, orders, state, participants } = tables;
  const table = (actions: readonly string[], arn: string) =>
    allow(
      actions.map((action) => `dynamodb:${action}`),
      [arn],
    );
  return [
    table(['UpdateItem', 'GetItem', 'Query'], lanes.tableArn),
    table(['BatchWriteItem', 'BatchGetItem'], orders.tableArn),
    table(['Query'], tables.unsentIndexArn),
    table(['UpdateItem', 'GetItem', 'Query', 'BatchWriteItem', 'BatchGetItem'], state.tableArn),
    table(['PutItem', 'UpdateItem', 'DeleteItem', 'GetItem', 'Scan'], participants.tableArn),
  ];
}
