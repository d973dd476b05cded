import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { MinuteRecord, MinuteRecords } from './records.ts';
import type { MinuteTotals } from './totals.ts';

/** The minutes' table: partition key `participant`, sort key `minute`. */
export class DynamoMinuteRecords implements MinuteRecords {
  readonly #dynamo: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBDocumentClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async ensure(participant: string, minute: string): Promise<void> {
    await this.#update(participant, minute, {
      UpdateExpression: 'SET generation = if_not_exists(generation, :zero)',
      ExpressionAttributeValues: { ':zero': 0 },
    });
  }

  async reopen(participant: string, minute: string, pending?: string): Promise<void> {
    await this.#update(participant, minute, {
      UpdateExpression: `REMOVE totals ADD generation :one${pending === undefined ? '' : ', pending :pending'}`,
      ExpressionAttributeValues: {
        ':one': 1,
        ...(pending === undefined ? {} : { ':pending': new Set([pending]) }),
      },
    });
  }

  async settle(participant: string, minute: string, pending: readonly string[]): Promise<boolean> {
    const { Attributes: before } = await this.#update(participant, minute, {
      UpdateExpression: 'DELETE pending :pending',
      ExpressionAttributeValues: { ':pending': new Set(pending) },
      ReturnValues: 'UPDATED_OLD',
    });
    const held: unknown = before?.pending;
    return held instanceof Set && pending.every((entry) => held.has(entry));
  }

  async *ofParticipant(participant: string): AsyncGenerator<MinuteRecord[]> {
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await this.#dynamo.send(
        new QueryCommand({
          TableName: this.#table,
          KeyConditionExpression: 'participant = :participant',
          ExpressionAttributeValues: { ':participant': participant },
          ConsistentRead: true,
          ExclusiveStartKey,
        }),
      );
      yield (page.Items ?? []).map(recordOf);
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
  }

  async seal(
    participant: string,
    minute: string,
    totals: MinuteTotals,
    generation: number,
  ): Promise<boolean> {
    try {
      await this.#update(participant, minute, {
        UpdateExpression: 'SET totals = :totals',
        ConditionExpression: 'generation = :generation AND attribute_not_exists(pending)',
        ExpressionAttributeValues: { ':totals': totals, ':generation': generation },
      });
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  #update(
    participant: string,
    minute: string,
    update: Omit<ConstructorParameters<typeof UpdateCommand>[0], 'TableName' | 'Key'>,
  ) {
    return this.#dynamo.send(
      new UpdateCommand({ TableName: this.#table, Key: { participant, minute }, ...update }),
    );
  }
}

function recordOf(item: Readonly<Record<string, unknown>>): MinuteRecord {
  return {
    minute: String(item.minute),
    generation: Number(item.generation ?? 0),
    pending: item.pending instanceof Set ? [...item.pending].map(String) : [],
    totals: item.totals as MinuteTotals | undefined,
  };
}
