import * as v from 'valibot';
import { AwsError } from '../endpoints/aws-error.ts';
import { jsonOperations } from '../endpoints/json-operations.ts';
import { type JsonOperation, type JsonService } from '../endpoints/json-protocol.ts';
import { page } from '../endpoints/page.ts';
import { type ParameterStore, type ShownParameter } from './parameter-store.ts';
import { requireParameterName } from './selector.ts';

const MAX_NAMES = 10;
const MAX_RESULTS = 10;
/** Of the Standard tier; the Advanced tier takes 8 KiB. */
const VALUE_LIMITS = { Standard: 4096, Advanced: 8192, 'Intelligent-Tiering': 8192 } as const;

const operation = jsonOperations('ValidationException');
const Name = v.string();
const Names = v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(MAX_NAMES));
const WithDecryption = v.optional(v.boolean(), false);

/** SSM's parameter store, JSON protocol. PutParameter refuses a key, tags, policies, a pattern and other data types than text. */
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
    PutParameter: operation(
      {
        Name,
        /** Taken and not kept: only DescribeParameters would show it, which is not here. */
        Description: v.optional(v.pipe(v.string(), v.maxLength(1024))),
        Value: v.pipe(v.string(), v.minLength(1)),
        Type: v.optional(v.picklist(['String', 'StringList', 'SecureString'])),
        Overwrite: v.optional(v.boolean(), false),
        Tier: v.optional(v.picklist(['Standard', 'Advanced', 'Intelligent-Tiering']), 'Standard'),
        AllowedPattern: v.optional(v.literal('')),
        DataType: v.optional(v.literal('text')),
      },
      ({ Name: name, Value, Type, Overwrite, Tier }) => {
        requireParameterName(name);
        if (Buffer.byteLength(Value) > VALUE_LIMITS[Tier]) {
          throw new AwsError(
            'ValidationException',
            `${Tier} tier parameters support a maximum parameter value of ${VALUE_LIMITS[Tier]} characters.`,
          );
        }
        return { Version: store.put(name, Value, Type, Overwrite), Tier };
      },
    ),

    GetParameter: operation({ Name, WithDecryption }, (wanted) => ({
      Parameter: store.get(wanted.Name, wanted.WithDecryption),
    })),

    GetParameters: operation({ Names, WithDecryption }, (wanted) => {
      const found = [...new Set(wanted.Names)].map((name) => getOrName(store, name, wanted.WithDecryption));
      return {
        Parameters: found.filter((result) => typeof result === 'object'),
        InvalidParameters: found.filter((result) => typeof result === 'string'),
      };
    }),

    GetParametersByPath: operation(
      {
        Path: v.pipe(v.string(), v.startsWith('/')),
        Recursive: v.optional(v.boolean(), false),
        MaxResults: v.optional(
          v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_RESULTS)),
          MAX_RESULTS,
        ),
        NextToken: v.optional(v.string()),
        ParameterFilters: v.optional(v.pipe(v.array(v.unknown()), v.maxLength(0))),
        WithDecryption,
      },
      (wanted) => {
        const path = wanted.Path.endsWith('/') ? wanted.Path : `${wanted.Path}/`;
        const { items, nextToken } = page(
          store.below(path, wanted.Recursive, wanted.WithDecryption),
          (parameter) => parameter.Name,
          wanted.NextToken,
          wanted.MaxResults,
          new AwsError('InvalidNextToken', 'The specified token is not valid.'),
        );
        return { Parameters: items, NextToken: nextToken };
      },
    ),

    DeleteParameter: operation({ Name }, ({ Name: name }) => {
      if (!store.delete(name)) throw new AwsError('ParameterNotFound', `Parameter ${name} not found.`);
    }),

    DeleteParameters: operation({ Names }, (given) => {
      const results = [...new Set(given.Names)].map((name) => ({ name, deleted: store.delete(name) }));
      return {
        DeletedParameters: results.filter(({ deleted }) => deleted).map(({ name }) => name),
        InvalidParameters: results.filter(({ deleted }) => !deleted).map(({ name }) => name),
      };
    }),
  };
}

/** The parameter, or the wanted name if there is none. */
function getOrName(store: ParameterStore, name: string, decrypt: boolean): ShownParameter | string {
  try {
    return store.get(name, decrypt);
  } catch (error) {
    if (error instanceof AwsError && /^Parameter(?:Version)?NotFound$/.test(error.code)) return name;
    throw error;
  }
}
