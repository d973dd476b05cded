import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeControlServer, Refusal } from '@interstella/local/platform';
import * as v from 'valibot';

const HOST = '127.0.0.1';
const LONGEST_MS = 600_000;

const HqFaultSchema = v.strictObject({
  kind: v.picklist(['kill', 'hang']),
  target: v.literal('hq'),
  forMs: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LONGEST_MS)),
});

/** HQ as a whole, killed and started again after its time, or stopped and let go on. */
export type HqFault = v.InferOutput<typeof HqFaultSchema>;

/** Where a second terminal asks whoever runs the kit to break HQ. */
export class FaultServer {
  readonly url: string;
  readonly key: string;
  readonly #server: Server;

  private constructor(server: Server, key: string) {
    this.#server = server;
    this.key = key;
    this.url = `http://${HOST}:${(server.address() as AddressInfo).port}`;
  }

  /** @param breakHq resolves when it is broken, and heals it by itself; its rejections are told whoever asked */
  static async start(breakHq: (fault: HqFault) => Promise<void>): Promise<FaultServer> {
    const key = randomBytes(32).toString('base64url');
    const server = makeControlServer(key, [
      {
        method: 'POST',
        path: /^\/faults$/,
        answer: async (body) => {
          const fault = v.parse(HqFaultSchema, body);
          await breakHq(fault).catch((error: unknown) => {
            throw new Refusal(409, error instanceof Error ? error.message : String(error));
          });
          return { json: fault };
        },
      },
    ]);
    server.listen(0, HOST);
    await once(server, 'listening');
    return new FaultServer(server, key);
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
