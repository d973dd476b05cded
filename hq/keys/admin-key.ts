/** HQ's admin key. */
export abstract class AdminKey {
  /**
   * Resolves with undefined where HQ has none: what only the instructor may do is closed then.
   *
   * @throws AdminKeyUnavailableError if nobody can tell now
   */
  abstract current(): Promise<string | undefined>;
}

/** The admin key that HQ was started with. */
export class FixedAdminKey extends AdminKey {
  readonly #key: string | undefined;

  constructor(key: string | undefined) {
    super();
    this.#key = key;
  }

  current(): Promise<string | undefined> {
    return Promise.resolve(this.#key);
  }
}
