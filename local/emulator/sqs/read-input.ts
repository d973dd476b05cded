import type * as v from 'valibot';
import { parseInput } from '../endpoints/parse-input.ts';

/** Reads the input of an operation of SQS, of either protocol. @throws AwsError InvalidParameterValue naming the fields */
export function readInput<Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
): v.InferOutput<Schema> {
  return parseInput(schema, input, 'InvalidParameterValue');
}
