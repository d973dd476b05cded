import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  type GetCommandInput,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { type Attributes, batchGet, batchWrite } from './dynamo-batches.ts';

type Update = Omit<UpdateCommandInput, 'TableName' | 'Key'>;

/** How an item is told when to expire. */
interface Expiry {
  /** Of an item that is put. */
  readonly attribute: Attributes;
  /** Of an update: what its SET ends with, and the values of that. */
  readonly set: string;
  readonly values: Attributes;
}

const NEVER: Expiry = { attribute: {}, set: '', values: {} };

/** One table on DynamoDB. Reads see every write before them. */
export class DynamoTable {
  /** @param keptMs how long items are kept that have an expiry; undefined for ever */
  constructor(
    private readonly dynamo: DynamoDBDocumentClient,
    private readonly name: string,
    private readonly keptMs: number | undefined,
  ) {}

  /** From now on. DynamoDB wants it in seconds. */
  get expiry(): Expiry {
    if (this.keptMs === undefined) return NEVER;
    const expires = Math.ceil((Date.now() + this.keptMs) / 1_000);
    return { attribute: { expires }, set: ', expires = :expires', values: { ':expires': expires } };
  }

  async get(Key: Attributes, options: Partial<GetCommandInput> = {}): Promise<Attributes | undefined> {
    const command = new GetCommand({ TableName: this.name, Key, ConsistentRead: true, ...options });
    return (await this.dynamo.send(command)).Item;
  }

  /** @returns those that there are */
  getAll(keys: readonly Attributes[]): Promise<readonly Attributes[]> {
    return batchGet(this.dynamo, this.name, keys);
  }

  put(items: readonly Attributes[]): Promise<void> {
    return batchWrite(this.dynamo, this.name, { put: items });
  }

  delete(keys: readonly Attributes[]): Promise<void> {
    return batchWrite(this.dynamo, this.name, { delete: keys });
  }

  /** One page. */
  query(query: Omit<QueryCommandInput, 'TableName'>) {
    return this.dynamo.send(new QueryCommand({ TableName: this.name, ...query }));
  }

  /** @returns the item as it then is */
  async change(Key: Attributes, update: Update): Promise<Attributes> {
    const command = new UpdateCommand({ TableName: this.name, Key, ReturnValues: 'ALL_NEW', ...update });
    return (await this.dynamo.send(command)).Attributes ?? {};
  }

  /** @returns false if the condition does not hold */
  async update(Key: Attributes, update: Update): Promise<boolean> {
    try {
      await this.dynamo.send(new UpdateCommand({ TableName: this.name, Key, ...update }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  /**
   * Sets attributes.
   *
   * @param condition may name an attribute that is set by `#`, and its new value by `:`
   * @returns false if the condition does not hold
   */
  set(key: Attributes, values: Attributes, condition: string, others: Attributes = {}): Promise<boolean> {
    const names = Object.keys(values);
    return this.update(key, {
      UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
      ConditionExpression: condition,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(names.map((name) => [`:${name}`, values[name]])),
        ...others,
      },
    });
  }
}
