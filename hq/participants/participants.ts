import { type Attributes, type DynamoTable, setting } from '../aws/dynamo-table.ts';
import type { Clock } from '../clock.ts';
import { isOpen, type Periods } from '../ledger/periods.ts';
import type { State } from '../ledger/records.ts';
import type { LedgerStore } from '../ledger/store.ts';
import { ApiKeys, type StoredKeys } from './api-keys.ts';
import type { NewParticipant, Participant } from './participant.ts';

/** How long who is open is taken from the last reading. */
const LIST_CACHE_MS = 2_000;

/** Who takes part, with which key, and when each was owed orders. */
export class Participants {
  readonly #keys: ApiKeys;
  #list: { readonly until: number; readonly value: Promise<readonly Participant[]> } | undefined;

  constructor(
    private readonly table: DynamoTable,
    private readonly ledger: Pick<LedgerStore, 'readStates'>,
    private readonly periods: Periods,
    private readonly now: Clock,
  ) {
    this.#keys = new ApiKeys(table, now);
  }

  /** The API key of the new participant, or undefined if the name is taken. */
  async add(name: string, options: Omit<NewParticipant, 'name'>): Promise<string | undefined> {
    const { apiKey, hash, key } = await this.#keys.make(name);
    const defaults = { unattributedExpected: false, deadLetterQueueUrls: [] };
    const item = { ...defaults, ...options, name, keys: { [hash]: key }, createdAt: this.now() };
    const isNew = await this.table.put(item, {
      // The same key again is this very write, repeated after its answer was lost.
      ConditionExpression: 'attribute_not_exists(#name) OR attribute_exists(#keys.#hash)',
      ExpressionAttributeNames: { '#name': 'name', '#keys': 'keys', '#hash': hash },
    });
    if (!isNew) await this.#keys.remove([hash]);
    this.#invalidate();
    return isNew ? apiKey : undefined;
  }

  /**
   * The participant's new API key; undefined if there is no such participant.
   *
   * @param overlapMs how long the present key stays valid. Each process may take it for two seconds more.
   */
  async rotateKey(name: string, overlapMs = 0): Promise<string | undefined> {
    const item = await this.table.get({ name });
    return item && this.#keys.rotate(name, item.keys as StoredKeys, overlapMs);
  }

  /** Gives the participant these dead-letter queues instead of those it had; undefined if there is no such participant. */
  async setDeadLetterQueues(name: string, urls: readonly string[]): Promise<Participant | undefined> {
    const change = setting({ deadLetterQueueUrls: urls }, 'attribute_exists(createdAt)');
    const item = await this.table.update({ name }, { ...change, ReturnValues: 'ALL_NEW' });
    this.#invalidate();
    return item && participantOf(item, (await this.ledger.readStates([name])).get(name)?.state);
  }

  /** From now on the participant is owed every order that HQ publishes. Opening an open one changes nothing. */
  open(name: string): Promise<Participant | undefined> {
    return this.#changeState(name, () => this.periods.open(name));
  }

  /** From now on the participant is owed no new order. Closing a closed one changes nothing. */
  close(name: string): Promise<Participant | undefined> {
    return this.#changeState(name, () => this.periods.close(name));
  }

  /** Counts the participant anew from now on. */
  beginRound(name: string): Promise<Participant | undefined> {
    return this.#changeState(name, () => this.periods.beginRound(name));
  }

  /**
   * Removes the participant and what is counted of it. The item goes last: one that failed half way can be repeated, and
   * a new participant of that name inherits nothing.
   *
   * @returns false if there is none
   */
  async remove(name: string): Promise<boolean> {
    const item = await this.table.get({ name });
    if (!item) return false;
    await this.#keys.remove(Object.keys(item.keys as StoredKeys));
    await this.periods.remove(name);
    await this.table.delete({ name });
    this.#invalidate();
    return true;
  }

  /** The name of the participant whose key this is. */
  nameOfKey(apiKey: string): Promise<string | undefined> {
    return this.#keys.nameOf(apiKey);
  }

  /** Everyone by name, or this one alone, if there is such a participant; read anew. */
  async list(only?: string): Promise<readonly Participant[]> {
    const items = (await this.table.scan()).filter(({ keys }) => keys !== undefined);
    const found = items.filter(({ name }) => name === (only ?? name));
    const states = await this.ledger.readStates(found.map(({ name }) => String(name)));
    return found
      .map((item) => participantOf(item, states.get(String(item.name))?.state))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Those who are owed the orders published now; read at most every two seconds, and after every change here. */
  async listOpen(): Promise<readonly string[]> {
    if (!this.#list || this.#list.until <= this.now()) {
      const list = { until: this.now() + LIST_CACHE_MS, value: this.list() };
      this.#list = list;
      list.value.catch(() => {
        if (this.#list === list) this.#list = undefined;
      });
    }
    const cached = this.#list;
    const participants = await cached.value;
    // What was read before a change here may tell the state before it.
    if (this.#list !== cached) return this.listOpen();
    return participants.filter(isOpen).map(({ name }) => name);
  }

  async #changeState(name: string, change: () => Promise<State>): Promise<Participant | undefined> {
    const item = await this.table.get({ name });
    if (!item) return undefined;
    const state = await change();
    this.#invalidate();
    return participantOf(item, state);
  }

  #invalidate(): void {
    this.#keys.invalidate();
    this.#list = undefined;
  }
}

function participantOf(item: Attributes, state: State | undefined): Participant {
  const stored = item as unknown as Omit<Participant, 'keys' | 'periods'> & { readonly keys: StoredKeys };
  const keys = Object.values(stored.keys).sort((a, b) => b.createdAt - a.createdAt);
  return { ...stored, keys, periods: state?.periods ?? [] };
}
