import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { createLog } from '@interstella/libs/logging';
import { Health } from '@interstella/libs/web';
import { HqClient } from '../client/index.ts';
import { createHqApp } from '../create-hq-app.ts';
import type { Hq } from '../hq.ts';
import { Http } from './http.ts';
import { ADMIN_KEY, freshTables, startDynamo, startHq, TestClock, type TestHq } from './world.ts';

/** An HQ behind its HTTP server. */
export interface HqServer {
  readonly url: string;
  readonly http: Http;
  /** The routes that were called. */
  readonly routes: { readonly method: string; readonly url: string }[];
  beginShutdown(): void;
  close(): Promise<void>;
}

/** Serves an HQ on a port of its own, as its program does for a network; what it logs is in `logged`. */
export async function serve(
  hq: Hq & { readonly logged: string[] },
  adminKey: string | null = ADMIN_KEY,
): Promise<HqServer> {
  const log = createLog('hq', 'text', {
    write: (line) => hq.logged.push(line),
    flush: () => Promise.resolve(),
  });
  const key = { current: () => Promise.resolve(adminKey ?? undefined) };
  const app = await createHqApp(hq, key, log, { scheme: 'http' });
  const routes: { method: string; url: string }[] = [];
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', ({ method, routeOptions: { url = '' } }, _reply, done) => {
    routes.push({ method, url });
    done();
  });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const http = new Http(url);
  return {
    url,
    http,
    routes,
    beginShutdown: () => {
      app.get(Health).beginStopping();
    },
    close: async () => {
      http.close();
      await app.close();
    },
  };
}

/** An HQ behind its HTTP server, over tables of its own. */
export interface ServedHq {
  readonly dynamo: Awaited<ReturnType<typeof startDynamo>>;
  readonly tables: string;
  readonly clock: TestClock;
  readonly hq: TestHq;
  readonly server: HqServer;
  readonly http: Http;
  readonly url: string;
  readonly client: HqClient;
}

/** Serves a new HQ for every test of a suite, and ends it afterwards. @returns the one of the running test */
export function useServedHq(): () => ServedHq {
  let dynamo: ServedHq['dynamo'];
  let served: ServedHq;
  beforeAll(async () => {
    dynamo = await startDynamo();
  });
  afterAll(() => dynamo.stop());
  beforeEach(async () => {
    const tables = await freshTables(dynamo.endpoint);
    const clock = new TestClock();
    const hq = startHq(dynamo.endpoint, tables, clock);
    const server = await serve(hq);
    const { url, http } = server;
    const client = new HqClient({ url, adminKey: ADMIN_KEY });
    served = { dynamo, tables, clock, hq, server, http, url, client };
  });
  afterEach(async () => {
    await served.server.close();
    await served.hq.kill();
  });
  return () => served;
}
