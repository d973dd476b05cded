import { Inject, Injectable, Optional } from '@nestjs/common';
import { serviceSettings, type ServiceSettings } from '../configuration/index.ts';
import { ParameterUnavailableError } from './parameter-unavailable-error.ts';
import { ParameterSource } from './parameter-source.ts';

/** The workshop's parameters, by the variable that carries each into a task. */
export const PARAMETERS = {
  API_KEY: '/interstella/apiKey',
  API_ENDPOINT: '/interstella/apiEndpoint',
  SERVICE_KEY: '/interstella/serviceKey',
} as const;

export type ParameterName = keyof typeof PARAMETERS;

/** A value that was read within this time is not read again, however many callers present wrong keys. */
const MINIMUM_AGE_MS = 1_000;

/**
 * The keys and the endpoint that a service works with: from its environment, or else from SSM Parameter Store, read when
 * first needed. A failed reading is repeated at the next need, so that a service outlives a store that is away or a
 * parameter that is put late. A value stays until a newer one has been read.
 */
@Injectable()
export class ParameterStore {
  readonly #values = new Map<ParameterName, string>();
  readonly #readings = new Map<ParameterName, Promise<string>>();
  /** When the last reading of each ended, well or not. */
  readonly #lastRead = new Map<ParameterName, number>();

  constructor(
    @Inject(serviceSettings.KEY) private readonly given: Pick<ServiceSettings, ParameterName>,
    @Inject(ParameterSource) private readonly source: Pick<ParameterSource, 'read'>,
    @Optional() private readonly now: () => number = () => performance.now(),
  ) {}

  /** @throws ParameterUnavailableError, which names the parameter and not its value */
  get(name: ParameterName): string | Promise<string> {
    return this.given[name] ?? this.#values.get(name) ?? this.#read(name);
  }

  /** Both at the same time, so that two readings take no longer than one. Throws as {@link get} does. */
  getBoth(one: ParameterName, other: ParameterName): [string, string] | Promise<[string, string]> {
    const [first, second] = [this.get(one), this.get(other)];
    if (typeof first === 'string' && typeof second === 'string') return [first, second];
    return Promise.all([Promise.resolve(first), Promise.resolve(second)]);
  }

  /**
   * Resolves with the newest value, after the present one was refused: it may have been rotated. While SSM is away, and
   * within a second of the last reading, that is the present one.
   *
   * @param minimumAgeMs more than that second, where the present value may well be right
   * @throws ParameterUnavailableError if there was no value before either
   */
  async refresh(name: ParameterName, minimumAgeMs = 0): Promise<string> {
    const known = this.given[name] === undefined ? this.#values.get(name) : undefined;
    if (known === undefined) return this.get(name);
    const isFresh =
      this.now() - (this.#lastRead.get(name) ?? -Infinity) < Math.max(MINIMUM_AGE_MS, minimumAgeMs);
    if (isFresh && !this.#readings.has(name)) return known;
    return this.#read(name).catch(() => known);
  }

  /** One reading serves all callers that wait for it. */
  #read(name: ParameterName): Promise<string> {
    const begun = this.#readings.get(name);
    if (begun) return begun;
    const reading = this.source
      .read(PARAMETERS[name])
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
        this.#lastRead.set(name, this.now());
      });
    this.#readings.set(name, reading);
    return reading;
  }
}
