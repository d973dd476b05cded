import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';

const MINUTE_MS = 60_000;

/**
 * Which minutes of a schedule have had their orders: EventBridge may deliver one event twice. A minute is taken before its
 * first order is made and never given back, so that nobody makes an order of it a second time, whatever became of who
 * took it.
 */
export class Minutes {
  readonly #dynamo: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBDocumentClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  /**
   * @param at a time in the minute, in ms since 1970
   * @returns false where this minute, or a later one, has been taken
   */
  async take(at: number): Promise<boolean> {
    try {
      await this.#dynamo.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { owner: '#generator', item: 'minute' },
          UpdateExpression: 'SET taken = :minute',
          ConditionExpression: 'attribute_not_exists(taken) OR taken < :minute',
          ExpressionAttributeValues: { ':minute': Math.floor(at / MINUTE_MS) },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}
