import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../clock.ts';
import { isOpen, type Periods } from '../ledger/periods.ts';
import type { State } from '../ledger/records.ts';
import type { LedgerStore } from '../ledger/store.ts';
import { ApiKeys, type StoredKeys } from './api-keys.ts';
import type { Participant } from './participant.ts';

/** How long who is open is taken from the last reading. */
const BELIEVED_MS = 2_000;

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
  readonly #keys: ApiKeys;
  #list: Believed<readonly Participant[]> | undefined;

  constructor(private readonly parts: ParticipantsParts) {
    this.#keys = new ApiKeys(parts.dynamo, parts.table, parts.now);
  }

  /** The API key of the new participant, or undefined if the name is taken. */
  async add(name: string, options: ParticipantOptions): Promise<string | undefined> {
    const { apiKey, hash, key } = await this.#keys.make(name);
    try {
      await this.parts.dynamo.send(
        new PutCommand({
          TableName: this.parts.table,
          Item: {
            name,
            keys: { [hash]: key },
            createdAt: this.parts.now(),
            unattributedExpected: options.unattributedExpected ?? false,
            directExpected: options.directExpected,
            deadLetterQueueUrls: options.deadLetterQueueUrls ?? [],
          },
          // The same key again is this very write, repeated by the SDK after its answer was lost.
          ConditionExpression: 'attribute_not_exists(#name) OR attribute_exists(#keys.#hash)',
          ExpressionAttributeNames: { '#name': 'name', '#keys': 'keys', '#hash': hash },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      await this.#keys.remove([hash]);
      return undefined;
    }
    this.#forget();
    return apiKey;
  }

  /**
   * The participant's new API key; undefined if there is no such participant.
   *
   * @param overlapMs how long the present key stays valid. Each process may take it for two seconds more.
   */
  async rotateKey(name: string, overlapMs = 0): Promise<string | undefined> {
    const item = await this.#read(name);
    return item && this.#keys.rotate(name, item.keys as StoredKeys, overlapMs);
  }

  /** Gives the participant these dead-letter queues instead of those it had; undefined if there is no such participant. */
  setDeadLetterQueues(name: string, urls: readonly string[]): Promise<Participant | undefined> {
    return this.#set(name, 'deadLetterQueueUrls', urls);
  }

  /** From now on the participant is owed every order that HQ publishes. Opening an open one changes nothing. */
  open(name: string): Promise<Participant | undefined> {
    return this.#changeState(name, () => this.parts.periods.open(name));
  }

  /** From now on the participant is owed no new order. Closing a closed one changes nothing. */
  close(name: string): Promise<Participant | undefined> {
    return this.#changeState(name, () => this.parts.periods.close(name));
  }

  /** Counts the participant anew from now on. */
  beginRound(name: string): Promise<Participant | undefined> {
    return this.#changeState(name, () => this.parts.periods.beginRound(name));
  }

  /** Removes the participant and what is counted of it. @returns false if there is none */
  async remove(name: string): Promise<boolean> {
    const item = await this.#read(name);
    if (!item) return false;
    await this.parts.dynamo.send(new DeleteCommand({ TableName: this.parts.table, Key: { name } }));
    this.#forget();
    await this.#keys.remove(Object.keys(item.keys as StoredKeys));
    await this.parts.periods.remove(name);
    return true;
  }

  /** The name of the participant whose key this is. */
  nameOfKey(apiKey: string): Promise<string | undefined> {
    return this.#keys.nameOf(apiKey);
  }

  /** Everyone, by name; read anew. */
  async list(): Promise<readonly Participant[]> {
    const found: Record<string, unknown>[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await this.parts.dynamo.send(
        new ScanCommand({ TableName: this.parts.table, ConsistentRead: true, ExclusiveStartKey }),
      );
      found.push(...(page.Items ?? []).filter(({ keys }) => keys !== undefined));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    const states = await this.parts.ledger.readStates(found.map(({ name }) => String(name)));
    return found
      .map((item) => participantOf(item, states.get(String(item.name))?.state))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Those who are owed the orders published now; read at most every two seconds, and after every change here. */
  async listOpen(): Promise<readonly string[]> {
    if (!this.#list || this.#list.until <= this.parts.now()) {
      const list = { until: this.parts.now() + BELIEVED_MS, value: this.list() };
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

  async #set(name: string, attribute: string, value: unknown): Promise<Participant | undefined> {
    try {
      const { Attributes: item } = await this.parts.dynamo.send(
        new UpdateCommand({
          TableName: this.parts.table,
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
    return participantOf(item, (await this.parts.ledger.readStates([name])).get(name)?.state);
  }

  async #read(name: string): Promise<Record<string, unknown> | undefined> {
    const { Item } = await this.parts.dynamo.send(
      new GetCommand({ TableName: this.parts.table, Key: { name }, ConsistentRead: true }),
    );
    return Item;
  }

  #forget(): void {
    this.#keys.forget();
    this.#list = undefined;
  }
}

function participantOf(item: Readonly<Record<string, unknown>>, state: State | undefined): Participant {
  const stored = item as unknown as Omit<Participant, 'keys' | 'periods'> & { readonly keys: StoredKeys };
  const { name, createdAt, unattributedExpected, directExpected, deadLetterQueueUrls } = stored;
  const keys = Object.values(stored.keys).sort((a, b) => b.createdAt - a.createdAt);
  return {
    ...{ name, createdAt, unattributedExpected, deadLetterQueueUrls, keys, periods: state?.periods ?? [] },
    ...(directExpected !== undefined && { directExpected }),
  };
}
