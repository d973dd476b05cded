import { AdminKey } from './admin-key.ts';

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
