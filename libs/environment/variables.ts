import * as v from 'valibot';
import { RESOURCE_NAME } from '../orders/resources.ts';

/** A whole number between two bounds, both included. */
export const wholeNumber = (minimum: number, maximum: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d{1,15}$/, 'must be a whole number'),
    v.transform(Number),
    v.minValue(minimum, `must be at least ${minimum}`),
    v.maxValue(maximum, `must be at most ${maximum}`),
  );

/** Items separated by commas. */
export const list = (item: v.GenericSchema<string>) =>
  v.pipe(
    v.string(),
    v.transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    ),
    v.array(item),
  );

/** Names of resources; how many there must be is for who reads them to say. */
export const resourceNames = list(v.pipe(v.string(), v.regex(RESOURCE_NAME, 'must be resource names')));

/** Variables that mean the same to every program that has them. PORT 0 is any free port. */
export const variables = {
  port: (standard: string) => v.optional(wholeNumber(0, 65_535), standard),
  logFormat: v.optional(v.picklist(['text', 'json'], 'must be text or json'), 'text'),
  resources: v.optional(v.pipe(resourceNames, v.minLength(1, 'must name a resource')), 'iridium,magnesite'),
  region: v.optional(v.string(), 'us-east-1'),
};
