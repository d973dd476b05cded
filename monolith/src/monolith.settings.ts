import { registerAs } from '@nestjs/config';
import { list, readEnvironment } from '@interstella/libs/environment';
import * as v from 'valibot';
import { FEATURES, type Feature } from './order/features.ts';

const names = Object.keys(FEATURES) as Feature[];

const schema = v.object({
  /** What this image's tag still gathers. `none` says nothing: an empty variable counts as absent. */
  GATHERS: v.optional(
    v.pipe(
      v.string(),
      v.transform((text) => (text === 'none' ? '' : text)),
      list(v.picklist(names, `must name only what this monolith gathers: ${names.join(', ')}`)),
    ),
    names.join(),
  ),
});

/** The environment of the monolith alone. @throws EnvironmentError */
export const monolithSettings = registerAs('monolith', () => readEnvironment(schema, process.env));
