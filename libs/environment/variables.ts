import * as v from 'valibot';
import { RESOURCE_NAME } from '../orders/resources.ts';
import { REVISION } from '../orders/headers.ts';

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
export const list = <T extends v.GenericSchema<string, unknown>>(item: T) =>
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

export const httpUrl = v.pipe(
  v.string(),
  v.check(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    'must be an http or https URL',
  ),
);

/** A list of names of resources. */
const resourceNames = list(v.pipe(v.string(), v.regex(RESOURCE_NAME, 'must be resource names')));

/** Schemas of variables that several programs share. PORT 0 means any free port. */
export const variables = {
  port: (standard: string) => v.optional(wholeNumber(0, 65_535), standard),
  logFormat: v.optional(v.picklist(['text', 'json'], 'must be text or json'), 'text'),
  resources: v.optional(v.pipe(resourceNames, v.minLength(1, 'must name a resource')), 'iridium,magnesite'),
  imageTag: v.pipe(v.string(), v.maxLength(128), v.regex(REVISION, 'must be an image tag')),
  region: v.optional(v.string(), 'us-east-1'),
};
