import { describe, expect, it } from '@jest/globals';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ensureTables, tableNames } from './tables.ts';

/** A DynamoDB that has the tables, and notes for which of them expiry is asked. */
function makeDynamo(answers: { readonly status: string; readonly refusal?: string }) {
  const asked: unknown[] = [];
  const client = new DynamoDBClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  client.middlewareStack.add(
    (_next, context) => (args) => {
      if (context.commandName === 'UpdateTimeToLiveCommand') {
        asked.push(args.input);
        const { refusal } = answers;
        if (refusal !== undefined)
          return Promise.reject(Object.assign(new Error(refusal), { name: refusal }));
      }
      const output = {
        $metadata: {},
        Table: { TableStatus: 'ACTIVE' },
        TimeToLiveDescription: { TimeToLiveStatus: answers.status, AttributeName: 'expires' },
      };
      return Promise.resolve({ output, response: {} });
    },
    { step: 'initialize', name: 'tables' },
  );
  return { dynamo: client, asked };
}

describe('the tables', () => {
  const names = tableNames('team-7-');

  it('expire nothing by default', async () => {
    const { dynamo, asked } = makeDynamo({ status: 'DISABLED' });
    await ensureTables(dynamo, names);
    expect(asked).toEqual([]);
  });

  it('lose expired items, except participants', async () => {
    const { dynamo, asked } = makeDynamo({ status: 'DISABLED' });
    await ensureTables(dynamo, names, true);
    expect(asked).toEqual(
      ['team-7-lanes', 'team-7-orders', 'team-7-state'].map((TableName) => ({
        TableName,
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      })),
    );
  });

  it('stay unchanged if they expire items already', async () => {
    const { dynamo, asked } = makeDynamo({ status: 'ENABLED' });
    await ensureTables(dynamo, names, true);
    expect(asked).toEqual([]);
  });

  it('are used if DynamoDB does not support expiry, and not if it refuses it', async () => {
    const unknowing = makeDynamo({ status: 'DISABLED', refusal: 'UnknownOperationException' });
    await expect(ensureTables(unknowing.dynamo, names, true)).resolves.toBeUndefined();
    const refusing = makeDynamo({ status: 'DISABLED', refusal: 'AccessDeniedException' });
    await expect(ensureTables(refusing.dynamo, names, true)).rejects.toThrow('AccessDenied');
  });
});
