import { GetParameterCommand, ParameterNotFound, type SSMClient } from '@aws-sdk/client-ssm';
import { TemporaryError } from '@interstella/libs/errors';
import type { Clock } from '../clock.ts';
import { AdminKey } from '../keys/key-guards.ts';

/** How long a key is cached. An old key works this long after a change. */
const MAXIMUM_AGE_MS = 60_000;
/** How long a missing parameter or a failed read is cached, since SSM allows 40 reads per second. */
const PAUSE_MS = 5_000;

/** The admin key cannot be read from SSM. */
export class AdminKeyUnavailableError extends TemporaryError {
  override readonly name = 'AdminKeyUnavailableError';
}

/** The admin key in SSM Parameter Store. While SSM does not answer, the last key that was read stays valid. */
export class SsmAdminKey extends AdminKey {
  #value: string | undefined;
  #nextReadingAt = -Infinity;
  #reading: Promise<void> | undefined;
  #failure: AdminKeyUnavailableError | undefined;

  constructor(
    private readonly ssm: SSMClient,
    private readonly parameter: string,
    private readonly now: Clock,
  ) {
    super();
  }

  async current(): Promise<string | undefined> {
    if (this.now() >= this.#nextReadingAt) {
      this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
      await this.#reading;
    }
    if (this.#value === undefined && this.#failure) throw this.#failure;
    return this.#value;
  }

  async #read(): Promise<void> {
    try {
      const command = new GetParameterCommand({ Name: this.parameter, WithDecryption: true });
      this.#value = (await this.ssm.send(command)).Parameter?.Value;
      this.#failure = undefined;
    } catch (error) {
      const message = `The SSM parameter ${this.parameter} cannot be read.`;
      if (error instanceof ParameterNotFound) this.#value = this.#failure = undefined;
      else this.#failure = new AdminKeyUnavailableError(message, { cause: error });
    }
    const isKnown = this.#value !== undefined && !this.#failure;
    this.#nextReadingAt = this.now() + (isKnown ? MAXIMUM_AGE_MS : PAUSE_MS);
  }
}
