import { createHmac, randomBytes } from 'node:crypto';
import { AwsError } from '../endpoints/aws-error.ts';
import { arnAt, type Place } from '../endpoints/place.ts';
import { parseSelector } from './selector.ts';

export type ParameterType = 'String' | 'StringList' | 'SecureString';

export interface ParameterVersion {
  readonly name: string;
  readonly type: ParameterType;
  readonly value: string;
  readonly version: number;
  /** ms since 1970 */
  readonly modifiedAt: number;
}

/** Parameter as SSM's JSON shows it; the date is in seconds since 1970. */
export interface ShownParameter {
  readonly Name: string;
  readonly Type: ParameterType;
  readonly Value: string;
  readonly Version: number;
  readonly LastModifiedDate: number;
  readonly ARN: string;
  readonly DataType: 'text';
  readonly Selector?: string;
}

/** SSM keeps the latest hundred versions of a parameter. */
const MAX_VERSIONS = 100;

/** The parameters with their versions, in memory. */
export class ParameterStore {
  readonly #versions = new Map<string, ParameterVersion[]>();
  /** Hides a SecureString that is read without decryption; the result cannot be decrypted. */
  readonly #sealingKey = randomBytes(32);

  constructor(
    private readonly place: Place,
    private readonly clock: () => number,
  ) {}

  /**
   * @param type of a parameter that is there already, its own when undefined
   * @returns the new version's number
   * @throws AwsError ParameterAlreadyExists, ValidationException
   */
  put(name: string, value: string, type: ParameterType | undefined, overwrite: boolean): number {
    const versions = this.#versions.get(name) ?? [];
    const latest = versions.at(-1);
    if (latest !== undefined && !overwrite) {
      throw new AwsError(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    }
    const chosen = type ?? latest?.type;
    if (chosen === undefined) {
      throw new AwsError(
        'ValidationException',
        'A parameter type is required when you create a parameter: String, StringList or SecureString.',
      );
    }
    const version = (latest?.version ?? 0) + 1;
    const added = { name, type: chosen, value, version, modifiedAt: this.clock() };
    this.#versions.set(name, [...versions, added].slice(-MAX_VERSIONS));
    return version;
  }

  /**
   * Finds the parameter that a selector names: a name, an ARN, either with `:version`.
   *
   * @throws AwsError ParameterNotFound, ParameterVersionNotFound, ValidationException
   */
  get(selector: string, decrypt: boolean): ShownParameter {
    const { name, version } = parseSelector(selector);
    const versions = this.#versions.get(name);
    const latest = versions?.at(-1);
    if (versions === undefined || latest === undefined) {
      throw new AwsError('ParameterNotFound', `Parameter ${name} not found.`);
    }
    if (version === undefined) return this.#show(latest, decrypt);
    const wanted = versions.find((candidate) => String(candidate.version) === version);
    if (wanted === undefined) {
      throw new AwsError(
        'ParameterVersionNotFound',
        `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`,
      );
    }
    return { ...this.#show(wanted, decrypt), Selector: `:${version}` };
  }

  /** The latest versions of the parameters below a path that ends with a slash, by name; `plain` is at the top level. */
  below(path: string, recursive: boolean, decrypt: boolean): ShownParameter[] {
    return [...this.#versions.values()]
      .flatMap((versions) => versions.at(-1) ?? [])
      .filter(({ name }) => {
        const full = name.startsWith('/') ? name : `/${name}`;
        return full.startsWith(path) && (recursive || !full.slice(path.length).includes('/'));
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((version) => this.#show(version, decrypt));
  }

  /** @param name no ARN: SSM's deletes take names alone. @returns whether it was there */
  delete(name: string): boolean {
    return this.#versions.delete(name);
  }

  #show({ name, type, value, version, modifiedAt }: ParameterVersion, decrypt: boolean): ShownParameter {
    const slash = name.startsWith('/') ? '' : '/';
    return {
      Name: name,
      Type: type,
      Value: type === 'SecureString' && !decrypt ? this.#sealed(name, version, value) : value,
      Version: version,
      LastModifiedDate: modifiedAt / 1000,
      ARN: arnAt(this.place, 'ssm', `parameter${slash}${name}`),
      DataType: 'text',
    };
  }

  /** Looks like a ciphertext of KMS, is the same for the same version, and reveals nothing of the value. */
  #sealed(name: string, version: number, value: string): string {
    const digest = createHmac('sha512', this.#sealingKey)
      .update(`${name}\n${version}\n${value}`)
      .digest('base64');
    return `AQICAH${digest}`;
  }
}
