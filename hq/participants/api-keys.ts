import { createHash, randomBytes } from 'node:crypto';
import { HttpError } from '@interstella/libs/web';
import type { DynamoTable } from '../aws/dynamo-table.ts';
import type { Clock } from '../clock.ts';

/** The prefix by which secret scanners find a key of HQ. */
const PREFIX = 'isk_';
/** How long a key is taken, or refused, without asking again. */
const CACHED_MS = 2_000;
const CACHED_KEYS = 1_000;
/** How exactly the last use of a key is noted: one write in this time. */
const USE_NOTED_EVERY_MS = 600_000;

/** An API key, as HQ keeps it. Times are ms since 1970. */
export interface StoredKey {
  /** The last four characters. */
  readonly end: string;
  readonly createdAt: number;
  /** Absent for the newest key, which is valid until it is rotated. */
  readonly validUntil?: number;
  readonly usedAt?: number;
}

/** The keys of one participant by their hash: the newest, and one more while it is being rotated. */
export type StoredKeys = Readonly<Record<string, StoredKey>>;

/**
 * The participants' API keys: 256 random bits, of which only the hash is kept. A participant's item has its keys; an item
 * `#HASH` in the same table finds the participant, and is believed only where the participant's own item agrees.
 */
export class ApiKeys {
  readonly #lookups = new Map<
    string,
    { readonly until: number; readonly name: Promise<string | undefined> }
  >();

  constructor(
    private readonly table: DynamoTable,
    private readonly now: Clock,
  ) {}

  /** Makes a key that a participant's item is to have next. */
  async make(name: string) {
    const apiKey = PREFIX + randomBytes(32).toString('base64url');
    const hash = hashOf(apiKey);
    await this.table.put({ name: `#${hash}`, of: name });
    const key: StoredKey = { end: apiKey.slice(-4), createdAt: this.now() };
    return { apiKey, hash, key };
  }

  /**
   * Gives a participant another key.
   *
   * @param overlapMs how long the present one stays valid. Where an earlier key still is, that one stays instead, and the
   *   present one ends if it was never used: a rotation that was cut short may be repeated
   * @throws HttpError 409 if the present key was rotated or removed meanwhile: nobody's new key is refused again. Also
   *   where both keys are in use: a third one would end a key before its time
   */
  async rotate(name: string, keys: StoredKeys, overlapMs: number): Promise<string> {
    const [present = ''] = Object.keys(keys).filter((one) => !keys[one]?.validUntil);
    const staying = overlapMs > 0 ? this.#staying(name, keys, present, overlapMs) : {};
    const { apiKey, hash, key } = await this.make(name);
    const rotated = await this.table.update(
      { name },
      {
        UpdateExpression: 'SET #keys = :keys',
        // The new key is there if this very write is repeated after its answer was lost.
        ConditionExpression:
          '(attribute_exists(#keys.#present) AND attribute_not_exists(#keys.#present.validUntil)) OR attribute_exists(#keys.#hash)',
        ExpressionAttributeNames: { '#keys': 'keys', '#present': present, '#hash': hash },
        ExpressionAttributeValues: { ':keys': { ...staying, [hash]: key } },
      },
    );
    if (!rotated) {
      await this.remove([hash]);
      throw new HttpError(
        409,
        `The key of ${name} was changed by somebody else just now. Use theirs, or rotate again.`,
      );
    }
    this.invalidate();
    // The new key holds all the same, and what is left finds nobody.
    await this.remove(Object.keys(keys).filter((one) => !(one in staying))).catch(() => undefined);
    return apiKey;
  }

  /** The one key that stays beside the new one. */
  #staying(name: string, keys: StoredKeys, present: string, overlapMs: number): StoredKeys {
    const [earlier] = Object.entries(keys).filter(([, { validUntil = 0 }]) => validUntil > this.now());
    const presentKey = keys[present];
    if (!earlier)
      return presentKey ? { [present]: { ...presentKey, validUntil: this.now() + overlapMs } } : {};
    const [hash, key] = earlier;
    if (presentKey?.usedAt === undefined) return { [hash]: key };
    const until = new Date(key.validUntil ?? 0).toISOString();
    throw new HttpError(
      409,
      `${name} has an earlier key until ${until}. Rotate after that, or now without an overlap, which ends both keys.`,
    );
  }

  /** Removes what finds a participant by keys that are refused already. */
  async remove(hashes: readonly string[]): Promise<void> {
    for (const hash of hashes) await this.table.delete({ name: `#${hash}` });
  }

  /** The name of the participant whose key this is. */
  nameOf(apiKey: string): Promise<string | undefined> {
    const hash = hashOf(apiKey);
    const known = this.#lookups.get(hash);
    if (known && known.until > this.now()) return known.name;
    if (this.#lookups.size >= CACHED_KEYS) this.#lookups.clear();
    const lookup = { until: this.now() + CACHED_MS, name: this.#find(hash) };
    this.#lookups.set(hash, lookup);
    const invalidate = () => {
      if (this.#lookups.get(hash) === lookup) this.#lookups.delete(hash);
    };
    // A key that is unknown now may be given out the next moment.
    lookup.name.then((name) => {
      if (name === undefined) invalidate();
    }, invalidate);
    return lookup.name;
  }

  /** After a change here: what was looked up before may be wrong now. */
  invalidate(): void {
    this.#lookups.clear();
  }

  async #find(hash: string): Promise<string | undefined> {
    const name = (await this.table.get({ name: `#${hash}` }))?.of;
    if (typeof name !== 'string') return undefined;
    const key = ((await this.table.get({ name }))?.keys as StoredKeys | undefined)?.[hash];
    if (!key || (key.validUntil ?? Infinity) <= this.now()) return undefined;
    if (this.now() - (key.usedAt ?? 0) >= USE_NOTED_EVERY_MS) await this.#noteUse(name, hash);
    return name;
  }

  async #noteUse(name: string, hash: string): Promise<void> {
    const note = {
      UpdateExpression: 'SET #keys.#hash.usedAt = :now',
      ConditionExpression: 'attribute_exists(#keys.#hash)',
      ExpressionAttributeNames: { '#keys': 'keys', '#hash': hash },
      ExpressionAttributeValues: { ':now': this.now() },
    };
    // The key is right all the same, and its next use is noted.
    await this.table.update({ name }, note).catch(() => undefined);
  }
}

/** SHA-256 in hex. Nothing slower is needed for a key that cannot be guessed. */
function hashOf(apiKey: string): string {
  return createHash('sha256').update(apiKey).digest('hex');
}
