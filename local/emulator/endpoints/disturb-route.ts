import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import { isKey, KEY_HEADER } from '../../control-key/index.ts';
import type { Disturbances } from '../sns/disturbance.ts';
import { jsonReply, type Reply } from './reply.ts';

const Request = v.strictObject({
  copies: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5)), 1),
  spreadMs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(60_000)), 0),
  forMs: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(600_000)),
});

export interface DisturbRoute {
  readonly disturbances: Disturbances;
  readonly key: string;
}

/** Takes `{"copies": 2, "spreadMs": 1000, "forMs": 10000}`. */
export function disturbDeliveries(
  { disturbances, key }: DisturbRoute,
  { headers }: Pick<IncomingMessage, 'headers'>,
  body: Buffer,
): Reply {
  if (!isKey(headers[KEY_HEADER], key))
    return jsonReply(401, { error: `The header ${KEY_HEADER} is wrong.` });
  const parsed = v.safeParse(Request, parse(body));
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return jsonReply(400, { error: `${v.getDotPath(issue) ?? 'The body'}: ${issue.message.slice(0, 200)}` });
  }
  const { forMs, ...disturbance } = parsed.output;
  disturbances.begin(disturbance, forMs);
  return jsonReply(200, parsed.output);
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
