import { createHash, randomBytes } from 'node:crypto';
import { HttpError } from '@interstella/libs/web';
import type { DynamoTable } from '../aws/dynamo-table.ts';
import type { Clock } from '../clock.ts';

/** The prefix by which secret scanners recognize HQ's keys. */
const PREFIX = 'isk_';
/** How long a lookup is cached. */
const CACHED_MS = 2_000;
const CACHED_KEYS = 1_000;
/** Precision of `usedAt`: a key's use is recorded once in this time. */
const USE_RECORDED_EVERY_MS = 600_000;

/** The stored data of an API key. Times are ms since 1970. */
export interface StoredKey {
  /** The last four characters. */
  readonly end: string;
  readonly createdAt: number;
  /** Absent for the present key, which is valid until it is rotated. */
  readonly validUntil?: number;
  readonly usedAt?: number;
}

/** The keys of one participant by their hash: the present one, and an earlier one during the overlap of a rotation. */
export type StoredKeys = Readonly<Record<string, StoredKey>>;

/**
 * The participants' API keys: 256 random bits each. Only their hashes are stored. A participant's item has its keys. An
 * item `#HASH` in the same table points to the participant; a key is valid only if the participant's item has it, too.
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

  /** Makes a key and the item that points from it to the participant. */
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
   * @param overlapMs how long the present key stays valid. If an earlier key is still valid, that one stays valid instead,
   *   and the present key ends if it was never used. So an interrupted rotation can be repeated
   * @throws HttpError 409 if another request rotated or removed the present key meanwhile, or if two keys are in use, since
   *   a third key would end one of them early
   */
  async rotate(name: string, keys: StoredKeys, overlapMs: number): Promise<string> {
    const [present = ''] = Object.keys(keys).filter((one) => !keys[one]?.validUntil);
    const staying = overlapMs > 0 ? this.#staying(name, keys, present, overlapMs) : {};
    const { apiKey, hash, key } = await this.make(name);
    const rotated = await this.table.update(
      { name },
      {
        UpdateExpression: 'SET #keys = :keys',
        // The new key recognizes a retry of this write after its answer was lost.
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
        `Another request changed the key of ${name} at the same time. Use that key, or rotate again.`,
      );
    }
    this.invalidate();
    // Failures are ignored: the rotation is done, and leftover items point to keys that the participant does not have.
    await this.remove(Object.keys(keys).filter((one) => !(one in staying))).catch(() => undefined);
    return apiKey;
  }

  /** The key that stays valid beside the new one. */
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
      `${name} has an earlier key that is valid until ${until}. Rotate after that, or rotate now without an overlap, which ends both keys.`,
    );
  }

  /** Deletes the items that point from these keys to a participant. */
  async remove(hashes: readonly string[]): Promise<void> {
    for (const hash of hashes) await this.table.delete({ name: `#${hash}` });
  }

  /** The name of the participant with this key; undefined if the key is not valid. */
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
    // Unknown keys are not cached: they may become valid at any moment.
    lookup.name.then((name) => {
      if (name === undefined) invalidate();
    }, invalidate);
    return lookup.name;
  }

  /** Clears the cache after a change. */
  invalidate(): void {
    this.#lookups.clear();
  }

  async #find(hash: string): Promise<string | undefined> {
    const name = (await this.table.get({ name: `#${hash}` }))?.of;
    if (typeof name !== 'string') return undefined;
    const key = ((await this.table.get({ name }))?.keys as StoredKeys | undefined)?.[hash];
    if (!key || (key.validUntil ?? Infinity) <= this.now()) return undefined;
    if (this.now() - (key.usedAt ?? 0) >= USE_RECORDED_EVERY_MS) await this.#recordUse(name, hash);
    return name;
  }

  async #recordUse(name: string, hash: string): Promise<void> {
    const update = {
      UpdateExpression: 'SET #keys.#hash.usedAt = :now',
      ConditionExpression: 'attribute_exists(#keys.#hash)',
      ExpressionAttributeNames: { '#keys': 'keys', '#hash': hash },
      ExpressionAttributeValues: { ':now': this.now() },
    };
    // A failure is ignored: the key is valid, and its next use is recorded.
    await this.table.update({ name }, update).catch(() => undefined);
  }
}

/** SHA-256 in hex: enough for a random key, which cannot be guessed. */
function hashOf(apiKey: string): string {
  return createHash('sha256').update(apiKey).digest('hex');
}
