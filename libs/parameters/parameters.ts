import { ParameterUnavailableError } from './parameter-unavailable-error.ts';

/** The workshop's parameters, by the variable that carries each into a task. */
export const PARAMETERS = {
  API_KEY: '/interstella/apiKey',
  API_ENDPOINT: '/interstella/apiEndpoint',
  SERVICE_KEY: '/interstella/serviceKey',
} as const;

export type ParameterName = keyof typeof PARAMETERS;

/** Reads one parameter of SSM Parameter Store, decrypted. Rejects if it cannot be had. */
export type ParameterSource = (path: string) => Promise<string>;

/** How long a value that was read stays, whoever refuses it. */
const MINIMUM_AGE_MS = 1_000;

/**
 * The keys and the endpoint that a service works with: from its environment, or else from SSM Parameter Store, read
 * once when first needed. What could not be read is asked for again the next time, so that a service outlives a store
 * that is away or a parameter that is put late.
 */
export class Parameters {
  readonly #given: Readonly<Partial<Record<ParameterName, string | undefined>>>;
  readonly #source: ParameterSource;
  readonly #now: () => number;
  readonly #read = new Map<ParameterName, { readonly value: Promise<string>; readonly at: number }>();

  constructor(
    given: Readonly<Partial<Record<ParameterName, string | undefined>>>,
    source: ParameterSource,
    now: () => number = Date.now,
  ) {
    this.#given = given;
    this.#source = source;
    this.#now = now;
  }

  /** @throws ParameterUnavailableError, which names the parameter and not its value */
  get(name: ParameterName): string | Promise<string> {
    return this.#given[name] ?? this.#read.get(name)?.value ?? this.#readOnce(name);
  }

  /**
   * Has the value read anew when it is next needed: it was refused, so it may have been rotated. A value just read is
   * kept, so that whoever sends wrong keys cannot make this service ask SSM at their pace.
   */
  forget(name: ParameterName): void {
    const read = this.#read.get(name);
    if (read && this.#now() - read.at >= MINIMUM_AGE_MS) this.#read.delete(name);
  }

  #readOnce(name: ParameterName): Promise<string> {
    const reading = this.#source(PARAMETERS[name]).catch((error: unknown) => {
      this.#read.delete(name);
      throw new ParameterUnavailableError(PARAMETERS[name], name, error);
    });
    this.#read.set(name, { value: reading, at: this.#now() });
    return reading;
  }
}
