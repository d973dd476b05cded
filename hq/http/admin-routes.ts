import * as v from 'valibot';
import type { Hq } from '../hq.ts';
import { assertAdmin } from './admin-key.ts';
import type { Answer, Ask } from './answer.ts';
import { orderRoutes } from './order-routes.ts';
import { parse } from './parse.ts';
import { participantRoutes } from './participant-routes.ts';
import type { Route } from './routes.ts';

const GeneratorChange = v.strictObject({
  rate: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1_000))),
  burst: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))),
  count: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000_000)))),
  paused: v.optional(v.boolean()),
});

const ROUTES: readonly Route[] = [
  ...participantRoutes,
  {
    method: 'GET',
    path: '/admin/generator',
    answer: (hq) => Promise.resolve({ status: 200, body: hq.generator.status() }),
  },
  { method: 'PUT', path: '/admin/generator', answer: setGenerator },
  ...orderRoutes,
];

/** What only the instructor may do. */
export const adminRoutes: readonly Route[] = ROUTES.map((route) => ({
  ...route,
  answer: async (hq, ask) => {
    assertAdmin(hq, ask);
    return route.answer(hq, ask);
  },
}));

function setGenerator({ generator }: Hq, { body }: Ask): Promise<Answer> {
  const { rate, burst, count, paused } = parse(GeneratorChange, body);
  const status = generator.set({
    ...(rate === undefined ? {} : { rate }),
    ...(burst === undefined ? {} : { burst }),
    ...(count === undefined ? {} : { count }),
    ...(paused === undefined ? {} : { paused }),
  });
  return Promise.resolve({ status: 200, body: status });
}
