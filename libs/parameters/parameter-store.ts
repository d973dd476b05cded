import { Inject, Injectable, Optional } from '@nestjs/common';
import { serviceSettings, type ServiceSettings } from '../configuration/index.ts';
import { ParameterUnavailableError } from './parameter-unavailable-error.ts';
import { ParameterSource } from './parameter-source.ts';

/** The workshop's parameters, by the environment variable that passes each to a task. */
export const PARAMETERS = {
  API_KEY: '/interstella/apiKey',
  API_ENDPOINT: '/interstella/apiEndpoint',
  SERVICE_KEY: '/interstella/serviceKey',
} as const;

export type ParameterName = keyof typeof PARAMETERS;

/** Shortest time between reads of a parameter, even if many callers present wrong keys. */
const MINIMUM_AGE_MS = 1_000;

/**
 * The keys and the endpoint of a service: from its environment, or else from SSM Parameter Store, read at first use. The
 * next use retries a failed read, so a service survives an outage of SSM and a parameter that is created late. A value
 * stays cached until a newer one has been read.
 */
@Injectable()
export class ParameterStore {
  readonly #values = new Map<ParameterName, string>();
  readonly #readings = new Map<ParameterName, Promise<string>>();
  /** When the last read of each ended, successful or not. */
  readonly #lastRead = new Map<ParameterName, number>();

  constructor(
    @Inject(serviceSettings.KEY) private readonly given: Pick<ServiceSettings, ParameterName>,
    @Inject(ParameterSource) private readonly source: Pick<ParameterSource, 'read'>,
    @Optional() private readonly now: () => number = () => performance.now(),
  ) {}

  /** @throws ParameterUnavailableError with the parameter's name */
  get(name: ParameterName): string | Promise<string> {
    return this.given[name] ?? this.#values.get(name) ?? this.#read(name);
  }

  /** Reads both concurrently. Throws as {@link get} does. */
  getBoth(one: ParameterName, other: ParameterName): [string, string] | Promise<[string, string]> {
    const [first, second] = [this.get(one), this.get(other)];
    if (typeof first === 'string' && typeof second === 'string') return [first, second];
    return Promise.all([Promise.resolve(first), Promise.resolve(second)]);
  }

  /**
   * Reads a value again after it was refused, since it may have been rotated. Resolves with the cached value if SSM does
   * not answer, or if the last read was less than a second ago.
   *
   * @param minimumAgeMs a longer time than that second
   * @throws ParameterUnavailableError if there is no cached value either
   */
  async refresh(name: ParameterName, minimumAgeMs = 0): Promise<string> {
    const known = this.given[name] === undefined ? this.#values.get(name) : undefined;
    if (known === undefined) return this.get(name);
    const isFresh =
      this.now() - (this.#lastRead.get(name) ?? -Infinity) < Math.max(MINIMUM_AGE_MS, minimumAgeMs);
    if (isFresh && !this.#readings.has(name)) return known;
    return this.#read(name).catch(() => known);
  }

  /** Concurrent callers share one read. */
  #read(name: ParameterName): Promise<string> {
    const running = this.#readings.get(name);
    if (running) return running;
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
