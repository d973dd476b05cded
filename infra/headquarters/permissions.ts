import { allow, type Grant } from '../iam/index.ts';
import type { Tables } from './tables.ts';

/** What HQ does to its tables; both functions run all of HQ. */
export function onTables({ ledger, minutes, participants, outbox, keyHashIndexArn }: Tables): Grant[] {
  const table = (actions: readonly string[], arn: string) =>
    allow(
      actions.map((action) => `dynamodb:${action}`),
      [arn],
    );
  return [
    table(['UpdateItem', 'GetItem', 'Query', 'Scan'], ledger.tableArn),
    table(['UpdateItem', 'Query'], minutes.tableArn),
    table(['PutItem', 'UpdateItem', 'GetItem', 'Scan'], participants.tableArn),
    table(['Query'], keyHashIndexArn),
    table(['BatchWriteItem', 'Scan'], outbox.tableArn),
  ];
}
