import { GetParameterCommand, ParameterNotFound, type SSMClient } from '@aws-sdk/client-ssm';
import { TemporaryError } from '@interstella/libs/errors';
import type { Clock } from '../clock.ts';
import { AdminKey } from '../keys/key-guards.ts';

/** How long a key is kept, and so how long an old one works on after it was changed. */
const MAXIMUM_AGE_MS = 60_000;
/** How long it is remembered that there is no parameter, or that SSM did not answer: it answers 40 readings a second. */
const PAUSE_MS = 5_000;

/** SSM does not tell the admin key. */
export class AdminKeyUnavailableError extends TemporaryError {
  override readonly name = 'AdminKeyUnavailableError';
}

/** The admin key in SSM Parameter Store. While SSM is away, the one that was read last stays. */
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
      const message = `SSM parameter ${this.parameter} cannot be read.`;
      if (error instanceof ParameterNotFound) this.#value = this.#failure = undefined;
      else this.#failure = new AdminKeyUnavailableError(message, { cause: error });
    }
    const isKnown = this.#value !== undefined && !this.#failure;
    this.#nextReadingAt = this.now() + (isKnown ? MAXIMUM_AGE_MS : PAUSE_MS);
  }
}
