import { type Attributes, type DynamoTable, setting } from '../aws/dynamo-table.ts';
import type { Clock } from '../clock.ts';
import { isOpen, type Periods } from '../ledger/periods.ts';
import type { State } from '../ledger/records.ts';
import type { LedgerStore } from '../ledger/store.ts';
import { ApiKeys, type StoredKeys } from './api-keys.ts';
import type { NewParticipant, Participant } from './participant.ts';

/** How long the list of open participants is cached. */
const LIST_CACHE_MS = 2_000;

/** The participants: their API keys, dead-letter queues and open periods. */
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

  /** Adds a participant. @returns its API key; undefined if the name is taken */
  async add(name: string, options: Omit<NewParticipant, 'name'>): Promise<string | undefined> {
    const { apiKey, hash, key } = await this.#keys.make(name);
    const defaults = { unattributedExpected: false, deadLetterQueueUrls: [] };
    const item = { ...defaults, ...options, name, keys: { [hash]: key }, createdAt: this.now() };
    const isNew = await this.table.put(item, {
      // The key recognizes a retry of this write after its answer was lost.
      ConditionExpression: 'attribute_not_exists(#name) OR attribute_exists(#keys.#hash)',
      ExpressionAttributeNames: { '#name': 'name', '#keys': 'keys', '#hash': hash },
    });
    if (!isNew) await this.#keys.remove([hash]);
    this.#invalidate();
    return isNew ? apiKey : undefined;
  }

  /**
   * Gives a participant a new API key.
   *
   * @param overlapMs how long the present key stays valid. A process may accept it for two seconds more.
   * @returns the new key; undefined if there is no such participant
   */
  async rotateKey(name: string, overlapMs = 0): Promise<string | undefined> {
    const item = await this.table.get({ name });
    return item && this.#keys.rotate(name, item.keys as StoredKeys, overlapMs);
  }

  /** Replaces the participant's dead-letter queues. @returns undefined if there is no such participant */
  async setDeadLetterQueues(name: string, urls: readonly string[]): Promise<Participant | undefined> {
    const change = setting({ deadLetterQueueUrls: urls }, 'attribute_exists(createdAt)');
    const item = await this.table.update({ name }, { ...change, ReturnValues: 'ALL_NEW' });
    this.#invalidate();
    return item && participantOf(item, (await this.ledger.readStates([name])).get(name)?.state);
  }

  /** From now on the participant is owed every order that HQ publishes. Does nothing if it is open. */
  open(name: string): Promise<Participant | undefined> {
    return this.#changeState(name, () => this.periods.open(name));
  }

  /** From now on the participant is owed no new orders. Does nothing if it is closed. */
  close(name: string): Promise<Participant | undefined> {
    return this.#changeState(name, () => this.periods.close(name));
  }

  /** Resets the participant's counts. */
  beginRound(name: string): Promise<Participant | undefined> {
    return this.#changeState(name, () => this.periods.beginRound(name));
  }

  /**
   * Removes the participant and its counts. Deletes the participant's item last, so that a removal that failed halfway can
   * be retried before the name is used again.
   *
   * @returns false if there is no such participant
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

  /** Reads all participants, sorted by name, or this one. */
  async list(only?: string): Promise<readonly Participant[]> {
    const items = (await this.table.scan()).filter(({ keys }) => keys !== undefined);
    const found = items.filter(({ name }) => name === (only ?? name));
    const states = await this.ledger.readStates(found.map(({ name }) => String(name)));
    return found
      .map((item) => participantOf(item, states.get(String(item.name))?.state))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The names of open participants. Cached for two seconds; a change in this process invalidates the cache. */
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
    // Invalidated during the read: what was read may be outdated.
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
