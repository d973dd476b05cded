import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { HqClient } from '../client/index.ts';
import { type HqServer, makeServer } from '../http/server.ts';
import { Http } from './http.ts';
import { ADMIN_KEY, freshTables, startDynamo, startHq, TestClock, type TestHq } from './world.ts';

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
    const server = makeServer(hq);
    const url = await server.app.listen({ host: '127.0.0.1', port: 0 });
    const client = new HqClient({ url, adminKey: ADMIN_KEY });
    served = { dynamo, tables, clock, hq, server, http: new Http(url), url, client };
  });
  afterEach(async () => {
    served.http.close();
    await served.server.app.close();
    await served.hq.kill();
  });
  return () => served;
}
