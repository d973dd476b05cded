import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { KEY_HASH_INDEX } from '../aws/tables.ts';
import type { Clock } from '../clock.ts';
import { hashOfApiKey, makeApiKey } from './api-key.ts';
import { isOpen, type Participant, type Period } from './participant.ts';

/** How long a key, or who is open, is believed without asking again. */
const BELIEVED_MS = 2_000;

const KEYS_REMEMBERED = 1_000;
const OPENING_ATTEMPTS = 5;

export interface ParticipantOptions {
  readonly unattributedExpected?: boolean | undefined;
  readonly deadLetterQueueUrls?: readonly string[] | undefined;
}

interface Believed<T> {
  readonly until: number;
  readonly value: Promise<T>;
}

/** Who takes part, with which key, and when each was owed orders. */
export class Participants {
  readonly #dynamo: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #now: Clock;
  readonly #byKeyHash = new Map<string, Believed<string | undefined>>();
  readonly #closing = new Set<string>();
  #list: Believed<readonly Participant[]> | undefined;

  constructor(dynamo: DynamoDBDocumentClient, table: string, now: Clock) {
    this.#dynamo = dynamo;
    this.#table = table;
    this.#now = now;
  }

  /** The API key of the new participant, or undefined if the name is taken. */
  async add(name: string, options: ParticipantOptions): Promise<string | undefined> {
    const apiKey = makeApiKey();
    const keyHash = hashOfApiKey(apiKey);
    try {
      await this.#dynamo.send(
        new PutCommand({
          TableName: this.#table,
          Item: {
            name,
            keyHash,
            createdAt: this.#now(),
            unattributedExpected: options.unattributedExpected ?? false,
            deadLetterQueueUrls: options.deadLetterQueueUrls ?? [],
            periods: [],
            revision: 0,
          },
          // The same hash again is this very write, repeated by the SDK after its answer was lost.
          ConditionExpression: 'attribute_not_exists(#name) OR keyHash = :keyHash',
          ExpressionAttributeNames: { '#name': 'name' },
          ExpressionAttributeValues: { ':keyHash': keyHash },
        }),
      );
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
    this.#forget();
    return apiKey;
  }

  /** The participant's new API key; undefined if there is no such participant. The old key is refused from now on. */
  async rotateKey(name: string): Promise<string | undefined> {
    const apiKey = makeApiKey();
    const participant = await this.#set(name, 'keyHash', hashOfApiKey(apiKey));
    return participant && apiKey;
  }

  /** Gives the participant these dead-letter queues instead of those it had; undefined if there is no such participant. */
  setDeadLetterQueues(name: string, urls: readonly string[]): Promise<Participant | undefined> {
    return this.#set(name, 'deadLetterQueueUrls', urls);
  }

  /** From now on the participant is owed every order. Opening who is open changes nothing. */
  open(name: string): Promise<Participant | undefined> {
    return this.#changePeriods(name, (participant) =>
      isOpen(participant) ? participant.periods : [...participant.periods, { openedAt: this.#now() }],
    );
  }

  /** From now on the participant is owed nothing new. Closing who is closed changes nothing. */
  async close(name: string): Promise<Participant | undefined> {
    // Nobody here is told any more that the participant is open, so that no order is made after the time noted.
    this.#closing.add(name);
    this.#forget();
    try {
      return await this.#close(name);
    } finally {
      this.#closing.delete(name);
    }
  }

  #close(name: string): Promise<Participant | undefined> {
    return this.#changePeriods(name, ({ periods }) =>
      periods.map((period) =>
        period.closedAt === undefined ? { ...period, closedAt: this.#now() } : period,
      ),
    );
  }

  /** The name of the participant whose key this is. */
  async nameOfKey(apiKey: string): Promise<string | undefined> {
    const hash = hashOfApiKey(apiKey);
    const believed = this.#byKeyHash.get(hash);
    if (believed && believed.until > this.#now()) return believed.value;
    if (this.#byKeyHash.size >= KEYS_REMEMBERED) this.#byKeyHash.clear();
    const lookup: Believed<string | undefined> = {
      until: this.#now() + BELIEVED_MS,
      value: this.#nameOfKeyHash(hash),
    };
    this.#byKeyHash.set(hash, lookup);
    const forget = () => {
      if (this.#byKeyHash.get(hash) === lookup) this.#byKeyHash.delete(hash);
    };
    // A key that is unknown now may be given out the next moment.
    lookup.value.then((name) => {
      if (name === undefined) forget();
    }, forget);
    return lookup.value;
  }

  /** Everyone, by name; read anew. */
  async list(): Promise<readonly Participant[]> {
    const found: Participant[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await this.#dynamo.send(
        new ScanCommand({ TableName: this.#table, ConsistentRead: true, ExclusiveStartKey }),
      );
      found.push(...(page.Items ?? []).map(participantOf));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Those who are owed the orders published now; read at most every two seconds, and after every change here. */
  async listOpen(): Promise<readonly string[]> {
    if (!this.#list || this.#list.until <= this.#now()) {
      const list = { until: this.#now() + BELIEVED_MS, value: this.list() };
      this.#list = list;
      list.value.catch(() => {
        if (this.#list === list) this.#list = undefined;
      });
    }
    const believed = this.#list;
    const participants = await believed.value;
    // What was read before a change here may tell the state before it.
    if (this.#list !== believed) return this.listOpen();
    return participants.filter((one) => isOpen(one) && !this.#closing.has(one.name)).map(({ name }) => name);
  }

  async #nameOfKeyHash(keyHash: string): Promise<string | undefined> {
    const { Items: found } = await this.#dynamo.send(
      new QueryCommand({
        TableName: this.#table,
        IndexName: KEY_HASH_INDEX,
        KeyConditionExpression: 'keyHash = :keyHash',
        ExpressionAttributeValues: { ':keyHash': keyHash },
        Limit: 1,
      }),
    );
    const name: unknown = found?.[0]?.name;
    if (typeof name !== 'string') return undefined;
    // The index lags behind the table: a key that was rotated away may still be in it.
    const { Item: item } = await this.#dynamo.send(
      new GetCommand({ TableName: this.#table, Key: { name }, ConsistentRead: true }),
    );
    return item?.keyHash === keyHash ? name : undefined;
  }

  async #set(name: string, attribute: string, value: unknown): Promise<Participant | undefined> {
    try {
      const { Attributes: item } = await this.#dynamo.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { name },
          UpdateExpression: 'SET #attribute = :value',
          ConditionExpression: 'attribute_exists(#name)',
          ExpressionAttributeNames: { '#name': 'name', '#attribute': attribute },
          ExpressionAttributeValues: { ':value': value },
          ReturnValues: 'ALL_NEW',
        }),
      );
      this.#forget();
      return item && participantOf(item);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  async #changePeriods(
    name: string,
    change: (participant: Participant) => readonly Period[],
  ): Promise<Participant | undefined> {
    for (let attempt = 0; attempt < OPENING_ATTEMPTS; attempt += 1) {
      const { Item: item } = await this.#dynamo.send(
        new GetCommand({ TableName: this.#table, Key: { name }, ConsistentRead: true }),
      );
      if (!item) return undefined;
      const participant = participantOf(item);
      const periods = change(participant);
      if (await this.#putPeriods(name, periods, Number(item.revision))) {
        this.#forget();
        return { ...participant, periods };
      }
    }
    throw new Error(`${name} was changed by others at the same time, again and again. Try again.`);
  }

  async #putPeriods(name: string, periods: readonly Period[], revision: number): Promise<boolean> {
    try {
      await this.#dynamo.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { name },
          UpdateExpression: 'SET periods = :periods, revision = :next',
          ConditionExpression: 'revision = :revision',
          ExpressionAttributeValues: { ':periods': periods, ':revision': revision, ':next': revision + 1 },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  #forget(): void {
    this.#byKeyHash.clear();
    this.#list = undefined;
  }
}

function participantOf(item: Readonly<Record<string, unknown>>): Participant {
  const { name, createdAt, unattributedExpected, deadLetterQueueUrls, periods } =
    item as unknown as Participant;
  return { name, createdAt, unattributedExpected, deadLetterQueueUrls, periods };
}
