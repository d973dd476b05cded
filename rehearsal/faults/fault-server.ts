import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeControlServer, PlatformError, Refusal, ServiceFault } from '@interstella/local/platform';
import * as v from 'valibot';
import { messageOf } from '@interstella/libs/errors';
import type { Fault } from './fault.ts';
import { type FaultMark, FaultRecord } from './fault-record.ts';

const HOST = '127.0.0.1';
const LONGEST_MS = 600_000;

const forMs = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LONGEST_MS));
const FaultSchema = v.union([
  v.strictObject({ kind: v.picklist(['kill', 'hang']), target: v.literal('hq'), forMs }),
  v.strictObject({ kind: v.picklist(['duplicate', 'shuffle']), target: v.literal('sns'), forMs }),
  ServiceFault,
]);

/** The server in the kit's own process that begins faults for a second terminal. */
export class FaultServer {
  readonly url: string;
  readonly key: string;
  readonly #server: Server;
  readonly #record: FaultRecord;

  private constructor(server: Server, key: string, record: FaultRecord) {
    this.#server = server;
    this.#record = record;
    this.key = key;
    this.url = `http://${HOST}:${(server.address() as AddressInfo).port}`;
  }

  /**
   * @param inject resolves when something is broken, with what was done, and heals it by itself; a rejection is the
   * caller's answer
   */
  static async start(inject: (fault: Fault) => Promise<string>): Promise<FaultServer> {
    const key = randomBytes(32).toString('base64url');
    const record = new FaultRecord();
    const server = makeControlServer(key, [
      {
        method: 'POST',
        path: /^\/faults$/,
        answer: async (body) => {
          const fault = v.parse(FaultSchema, body);
          const from = Date.now();
          const what = await inject(fault).catch((error: unknown) => {
            throw refusalOf(error);
          });
          record.note(fault, from);
          return { json: { what } };
        },
      },
    ]);
    server.listen(0, HOST);
    await once(server, 'listening');
    return new FaultServer(server, key, record);
  }

  /** All that was broken, and when. */
  get marks(): readonly FaultMark[] {
    return this.#record.marks;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

function refusalOf(error: unknown): Refusal {
  const status = error instanceof PlatformError ? (error.status ?? 503) : 409;
  return new Refusal(status, messageOf(error));
}
