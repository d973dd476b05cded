import * as v from 'valibot';
import { AwsError } from '../endpoints/aws-error.ts';
import { type JsonOperation, type JsonService } from '../endpoints/json-protocol.ts';
import { parseInput } from '../endpoints/parse-input.ts';
import { type ParameterStore, type ShownParameter } from './parameter-store.ts';
import { requireParameterName } from './selector.ts';

const MAX_NAMES = 10;
const MAX_RESULTS = 10;
/** Of the Standard tier; the Advanced tier takes 8 KiB. */
const VALUE_LIMITS = { Standard: 4096, Advanced: 8192, 'Intelligent-Tiering': 8192 } as const;

const Names = v.strictObject({ Names: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(MAX_NAMES)) });
const Name = v.strictObject({ Name: v.string() });
const WithDecryption = v.strictObject({ WithDecryption: v.optional(v.boolean(), false) });
const GetParameter = v.strictObject({ ...Name.entries, ...WithDecryption.entries });
const GetParameters = v.strictObject({ ...Names.entries, ...WithDecryption.entries });
const PutParameter = v.strictObject({
  Name: v.string(),
  /** Taken and not kept: only DescribeParameters would show it, which is not here. */
  Description: v.optional(v.pipe(v.string(), v.maxLength(1024))),
  Value: v.pipe(v.string(), v.minLength(1)),
  Type: v.optional(v.picklist(['String', 'StringList', 'SecureString'])),
  Overwrite: v.optional(v.boolean(), false),
  Tier: v.optional(v.picklist(['Standard', 'Advanced', 'Intelligent-Tiering']), 'Standard'),
  AllowedPattern: v.optional(v.literal('')),
  DataType: v.optional(v.literal('text')),
});
const GetParametersByPath = v.strictObject({
  Path: v.pipe(v.string(), v.startsWith('/')),
  Recursive: v.optional(v.boolean(), false),
  MaxResults: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_RESULTS)),
    MAX_RESULTS,
  ),
  NextToken: v.optional(v.string(), ''),
  ParameterFilters: v.optional(v.pipe(v.array(v.unknown()), v.maxLength(0))),
  ...WithDecryption.entries,
});

/**
 * SSM's parameter store, JSON protocol. What it does not keep is refused by name: of PutParameter, a key, tags, policies, a
 * pattern, and other data types than text.
 */
export function makeSsm(store: ParameterStore): JsonService {
  return {
    target: 'AmazonSSM',
    contentType: 'application/x-amz-json-1.1',
    errorPrefix: '',
    operations: new Map(Object.entries(parameterOperations(store))),
  };
}

function parameterOperations(store: ParameterStore): Record<string, JsonOperation> {
  return {
    PutParameter(input) {
      const { Name: name, Value, Type, Overwrite, Tier } = parseInput(PutParameter, input);
      requireParameterName(name);
      if (Buffer.byteLength(Value) > VALUE_LIMITS[Tier]) {
        throw new AwsError(
          'ValidationException',
          `${Tier} tier parameters support a maximum parameter value of ${VALUE_LIMITS[Tier]} characters.`,
        );
      }
      return { Version: store.put(name, Value, Type, Overwrite), Tier };
    },

    GetParameter(input) {
      const { Name: name, WithDecryption: decrypt } = parseInput(GetParameter, input);
      return { Parameter: store.get(name, decrypt) };
    },

    GetParameters(input) {
      const { Names: names, WithDecryption: decrypt } = parseInput(GetParameters, input);
      const found = [...new Set(names)].map((name) => getOrName(store, name, decrypt));
      return {
        Parameters: found.filter((result) => typeof result === 'object'),
        InvalidParameters: found.filter((result) => typeof result === 'string'),
      };
    },

    GetParametersByPath(input) {
      const wanted = parseInput(GetParametersByPath, input);
      const path = wanted.Path.endsWith('/') ? wanted.Path : `${wanted.Path}/`;
      const after = Buffer.from(wanted.NextToken, 'base64').toString();
      const rest = store
        .below(path, wanted.Recursive, wanted.WithDecryption)
        .filter(({ Name: name }) => name > after);
      const shown = rest.slice(0, wanted.MaxResults);
      const last = shown.at(-1);
      return {
        Parameters: shown,
        ...(last !== undefined && shown.length < rest.length
          ? { NextToken: Buffer.from(last.Name).toString('base64') }
          : {}),
      };
    },

    DeleteParameter(input) {
      const { Name: name } = parseInput(Name, input);
      if (!store.delete(name)) throw new AwsError('ParameterNotFound', `Parameter ${name} not found.`);
    },

    DeleteParameters(input) {
      const { Names: names } = parseInput(Names, input);
      const results = [...new Set(names)].map((name) => ({ name, deleted: store.delete(name) }));
      return {
        DeletedParameters: results.filter(({ deleted }) => deleted).map(({ name }) => name),
        InvalidParameters: results.filter(({ deleted }) => !deleted).map(({ name }) => name),
      };
    },
  };
}

/** The parameter, or the name as it was asked for when there is none. */
function getOrName(store: ParameterStore, name: string, decrypt: boolean): ShownParameter | string {
  try {
    return store.get(name, decrypt);
  } catch (error) {
    if (error instanceof AwsError && /^Parameter(?:Version)?NotFound$/.test(error.code)) return name;
    throw error;
  }
}
