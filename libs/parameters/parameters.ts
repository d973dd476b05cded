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

/** How long nobody can make a service ask again for a value that it has. */
const MINIMUM_AGE_MS = 1_000;

/**
 * The keys and the endpoint that a service works with: from its environment, or else from SSM Parameter Store, read
 * once when first needed. What could not be read is asked for again the next time, so that a service outlives a store
 * that is away or a parameter that is put late; and what was read once stays until there is something newer.
 */
export class Parameters {
  readonly #given: Readonly<Partial<Record<ParameterName, string | undefined>>>;
  readonly #source: ParameterSource;
  readonly #now: () => number;
  readonly #values = new Map<ParameterName, string>();
  readonly #readings = new Map<ParameterName, Promise<string>>();
  /** When the last reading of each ended, well or not. */
  readonly #lastRead = new Map<ParameterName, number>();

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
    return this.#given[name] ?? this.#values.get(name) ?? this.#read(name);
  }

  /**
   * Resolves with the newest value that can be had, for who was refused with the one before: it may have been rotated.
   * While SSM is away that is still the value before; and so it is within a second of the last reading, so that whoever
   * sends wrong keys cannot make this service ask SSM at their pace.
   *
   * @throws ParameterUnavailableError if there was no value before either
   */
  async refresh(name: ParameterName): Promise<string> {
    const known = this.#given[name] === undefined ? this.#values.get(name) : undefined;
    if (known === undefined) return this.get(name);
    const isFresh = this.#now() - (this.#lastRead.get(name) ?? 0) < MINIMUM_AGE_MS;
    if (isFresh && !this.#readings.has(name)) return known;
    return this.#read(name).catch(() => known);
  }

  /** One reading for all who ask at the same time. */
  #read(name: ParameterName): Promise<string> {
    const begun = this.#readings.get(name);
    if (begun) return begun;
    const reading = this.#source(PARAMETERS[name])
      .then(
        (value) => {
          this.#values.set(name, value);
          return value;
        },
        (error: unknown) => {
          throw new ParameterUnavailableError(PARAMETERS[name], name, error);
        },
      )
      .finally(() => {
        this.#readings.delete(name);
        this.#lastRead.set(name, this.#now());
      });
    this.#readings.set(name, reading);
    return reading;
  }
}
