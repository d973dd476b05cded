import { registerAs } from '@nestjs/config';
import * as v from 'valibot';
import { httpUrl, readEnvironment } from '../environment/index.ts';

/** A DNS name, as the lab writes it, or a URL; either becomes a URL without a trailing slash. */
const serviceUrl = v.pipe(
  v.string(),
  v.transform((text) => (text.includes('://') ? text : `http://${text}`)),
  httpUrl,
  v.transform((text) => text.replace(/\/+$/, '')),
);

const schema = v.object({
  monolithUrl: v.pipe(v.optional(v.string(), ''), v.minLength(1, 'is missing'), serviceUrl),
});

/** Reads the monolith's address from the environment. @throws EnvironmentError */
export const monolithClientSettings = registerAs('monolithClient', () =>
  readEnvironment(schema, process.env),
);
