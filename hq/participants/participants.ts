import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
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
import { isOpen, type Periods } from '../ledger/periods.ts';
import type { State } from '../ledger/records.ts';
import type { LedgerStore } from '../ledger/store.ts';
import type { Participant } from './participant.ts';

/** How long a key, or who is open, is believed without asking again. */
const BELIEVED_MS = 2_000;

const KEYS_REMEMBERED = 1_000;

export interface ParticipantOptions {
  readonly unattributedExpected?: boolean | undefined;
  readonly directExpected?: number | undefined;
  readonly deadLetterQueueUrls?: readonly string[] | undefined;
}

export interface ParticipantsParts {
  readonly dynamo: DynamoDBDocumentClient;
  readonly table: string;
  readonly now: Clock;
  readonly ledger: Pick<LedgerStore, 'readStates'>;
  readonly periods: Periods;
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
  readonly #ledger: Pick<LedgerStore, 'readStates'>;
  readonly #periods: Periods;
  readonly #byKeyHash = new Map<string, Believed<string | undefined>>();
  #list: Believed<readonly Participant[]> | undefined;

  constructor(parts: ParticipantsParts) {
    this.#dynamo = parts.dynamo;
    this.#table = parts.table;
    this.#now = parts.now;
    this.#ledger = parts.ledger;
    this.#periods = parts.periods;
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
            directExpected: options.directExpected,
            deadLetterQueueUrls: options.deadLetterQueueUrls ?? [],
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

  /** From now on the participant is owed every order that HQ publishes. Opening an open one changes nothing. */
  open(name: string): Promise<Participant | undefined> {
    return this.#changeState(name, () => this.#periods.open(name));
  }

  /** From now on the participant is owed no new order. Closing a closed one changes nothing. */
  close(name: string): Promise<Participant | undefined> {
    return this.#changeState(name, () => this.#periods.close(name));
  }

  /** Counts the participant anew from now on. */
  beginRound(name: string): Promise<Participant | undefined> {
    return this.#changeState(name, () => this.#periods.beginRound(name));
  }

  /** Removes the participant and what is counted of it. @returns false if there is none */
  async remove(name: string): Promise<boolean> {
    if (!(await this.#read(name))) return false;
    await this.#dynamo.send(new DeleteCommand({ TableName: this.#table, Key: { name } }));
    this.#forget();
    await this.#periods.remove(name);
    return true;
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
    const found: Record<string, unknown>[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await this.#dynamo.send(
        new ScanCommand({ TableName: this.#table, ConsistentRead: true, ExclusiveStartKey }),
      );
      found.push(...(page.Items ?? []));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    const states = await this.#ledger.readStates(found.map(({ name }) => String(name)));
    return found
      .map((item) => participantOf(item, states.get(String(item.name))?.state))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
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
    return participants.filter(isOpen).map(({ name }) => name);
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
    const item = await this.#read(name);
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
      return item && (await this.#describe(item));
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  async #changeState(name: string, change: () => Promise<State>): Promise<Participant | undefined> {
    const item = await this.#read(name);
    if (!item) return undefined;
    const state = await change();
    this.#forget();
    return participantOf(item, state);
  }

  async #describe(item: Record<string, unknown>): Promise<Participant> {
    const name = String(item.name);
    return participantOf(item, (await this.#ledger.readStates([name])).get(name)?.state);
  }

  async #read(name: string): Promise<Record<string, unknown> | undefined> {
    const { Item } = await this.#dynamo.send(
      new GetCommand({ TableName: this.#table, Key: { name }, ConsistentRead: true }),
    );
    return Item;
  }

  #forget(): void {
    this.#byKeyHash.clear();
    this.#list = undefined;
  }
}

function participantOf(item: Readonly<Record<string, unknown>>, state: State | undefined): Participant {
  const { name, createdAt, unattributedExpected, directExpected, deadLetterQueueUrls } =
    item as unknown as Participant;
  return {
    ...{ name, createdAt, unattributedExpected, deadLetterQueueUrls, periods: state?.periods ?? [] },
    ...(directExpected !== undefined && { directExpected }),
  };
}
