import { GetParameterCommand, ParameterNotFound, type SSMClient } from '@aws-sdk/client-ssm';
import type { Clock } from '../clock.ts';

/** How long a key is believed, and so how long an old one works on after it was changed. */
const BELIEVED_MS = 60_000;

/** HQ's admin key, from SSM Parameter Store. Without the parameter there is none, and the admin routes are closed. */
export class AdminKey {
  readonly #ssm: SSMClient;
  readonly #parameter: string;
  readonly #now: Clock;
  #readAt = -Infinity;
  #value: string | undefined;

  constructor(ssm: SSMClient, parameter: string, now: Clock) {
    this.#ssm = ssm;
    this.#parameter = parameter;
    this.#now = now;
  }

  /** As last read. */
  get value(): string | undefined {
    return this.#value;
  }

  /** Reads it again if it was read too long ago. Rejects if SSM does not answer. */
  async refresh(): Promise<void> {
    if (this.#now() - this.#readAt < BELIEVED_MS) return;
    this.#value = await this.#read();
    if (this.#value !== undefined) this.#readAt = this.#now();
  }

  async #read(): Promise<string | undefined> {
    try {
      const { Parameter } = await this.#ssm.send(
        new GetParameterCommand({ Name: this.#parameter, WithDecryption: true }),
      );
      return Parameter?.Value;
    } catch (error) {
      if (error instanceof ParameterNotFound) return undefined;
      throw error;
    }
  }
}
