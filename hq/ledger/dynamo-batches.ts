import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchGetCommand,
  BatchWriteCommand,
  type BatchWriteCommandInput,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';

export type Attributes = Record<string, unknown>;
type WriteRequest = NonNullable<BatchWriteCommandInput['RequestItems']>[string][number];

const GET_LIMIT = 100;
const WRITE_LIMIT = 25;
/** What DynamoDB leaves undone under load is sent again, ever later, this often. */
const ROUNDS = 6;
const FIRST_WAIT_MS = 20;
const PARALLEL = 4;

/** Reads items consistently, as many as there are keys; those that are missing are left out. */
export async function batchGet(
  dynamo: DynamoDBDocumentClient,
  table: string,
  keys: readonly Attributes[],
): Promise<readonly Attributes[]> {
  const found: Attributes[] = [];
  await inChunks(keys, GET_LIMIT, (chunk) =>
    untilNothingIsLeft(chunk, async (Keys) => {
      const { Responses: responses, UnprocessedKeys: left } = await dynamo.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys: [...Keys], ConsistentRead: true } } }),
      );
      found.push(...(responses?.[table] ?? []));
      return left?.[table]?.Keys ?? [];
    }),
  );
  return found;
}

/** Puts items and deletes keys, unconditionally and in no order. */
export function batchWrite(
  dynamo: DynamoDBDocumentClient,
  table: string,
  writes: { readonly put?: readonly Attributes[]; readonly delete?: readonly Attributes[] },
): Promise<void> {
  const requests: WriteRequest[] = [
    ...(writes.put ?? []).map((Item) => ({ PutRequest: { Item } })),
    ...(writes.delete ?? []).map((Key) => ({ DeleteRequest: { Key } })),
  ];
  return inChunks(requests, WRITE_LIMIT, (chunk) =>
    untilNothingIsLeft(chunk, async (some) => {
      const { UnprocessedItems: left } = await dynamo.send(
        new BatchWriteCommand({ RequestItems: { [table]: [...some] } }),
      );
      return left?.[table] ?? [];
    }),
  );
}

async function inChunks<T>(
  all: readonly T[],
  size: number,
  work: (chunk: readonly T[]) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < all.length) await work(all.slice(next, (next += size)));
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, Math.ceil(all.length / size)) }, lane));
}

async function untilNothingIsLeft<T>(
  all: readonly T[],
  send: (some: readonly T[]) => Promise<readonly T[]>,
): Promise<void> {
  let left = await send(all);
  for (let round = 0; left.length > 0; round += 1) {
    if (round === ROUNDS) throw new Error(`DynamoDB left ${left.length} items undone, again and again.`);
    await sleep(FIRST_WAIT_MS * 2 ** round);
    left = await send(left);
  }
}
