import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { MessageFramer } from '../http/message-framer.ts';
import { percentile } from '../statistics/statistics.ts';
import type { LoadSpec, LoadResult } from './load.ts';

/** The time limit for the last responses after the end of the load. */
const GRACE_MS = 15_000;

/**
 * Keeps `connections` requests under way, each sent as soon as its predecessor on the same connection was answered, and
 * sends the given requests in turn. Ends when the last one is answered.
 *
 * @param requests whole requests, ready to be written
 * @throws Error if a response is not 200, a connection breaks, or no response comes
 */
export async function generateLoad(spec: LoadSpec, requests: readonly Buffer[]): Promise<LoadResult> {
  const sockets = await Promise.all(Array.from({ length: spec.connections }, () => connected(spec.port)));
  const limitMs = spec.leadInMs + spec.durationMs + GRACE_MS;
  const timer = setTimeout(() => {
    for (const socket of sockets) {
      socket.destroy(new Error(`Requests were not answered within ${limitMs} ms.`));
    }
  }, limitMs);
  try {
    const load = new Load(spec, requests);
    await Promise.all(sockets.map((socket) => load.drive(socket)));
    return load.result();
  } finally {
    clearTimeout(timer);
    for (const socket of sockets) socket.destroy();
  }
}

async function connected(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}

/** One run of load over connections that are open. */
class Load {
  readonly #requests: readonly Buffer[];
  #recordedMs: number;
  readonly #cpuBefore = process.cpuUsage();
  readonly #start = performance.now();
  readonly #recordFrom: number;
  readonly #end: number;
  readonly #latencies: number[] = [];
  #sent = 0;
  #responses = 0;

  constructor({ leadInMs, durationMs }: LoadSpec, requests: readonly Buffer[]) {
    this.#requests = requests;
    this.#recordedMs = durationMs;
    this.#recordFrom = this.#start + leadInMs;
    this.#end = this.#recordFrom + durationMs;
  }

  /** Sends one request after the other until the time is over. Resolves at the last response. */
  drive(socket: Socket): Promise<void> {
    return new Promise((resolve, reject) => {
      let sentAt = this.#send(socket, performance.now());
      const framer = new MessageFramer((head, body) => {
        if (!head.startsWith('HTTP/1.1 200 ')) throw failed(head, body);
        const now = performance.now();
        this.#record(sentAt, now);
        if (now < this.#end) sentAt = this.#send(socket, now);
        else resolve();
      });
      socket.on('data', (chunk) => {
        try {
          framer.push(chunk);
        } catch (error) {
          socket.destroy(error as Error);
        }
      });
      socket.once('error', reject);
      socket.once('close', () => {
        reject(new Error('The server closed a connection under load.'));
      });
    });
  }

  result(): LoadResult {
    const elapsedMs = performance.now() - this.#start;
    const { user, system } = process.cpuUsage(this.#cpuBefore);
    const sorted = Float64Array.from(this.#latencies).sort();
    if (sorted.length === 0) throw new Error('No response came after the lead-in.');
    return {
      perSecond: (sorted.length / this.#recordedMs) * 1_000,
      p50Ms: percentile(sorted, 50),
      p99Ms: percentile(sorted, 99),
      responses: this.#responses,
      elapsedMs,
      cpuMs: (user + system) / 1_000,
    };
  }

  #send(socket: Socket, now: number): number {
    const request = this.#requests[this.#sent++ % this.#requests.length];
    if (request === undefined) throw new Error('There is no request to send.');
    socket.write(request);
    return now;
  }

  #record(sentAt: number, now: number): void {
    this.#responses += 1;
    if (now < this.#recordFrom) return;
    if (now < this.#end) {
      this.#latencies.push(now - sentAt);
      return;
    }
    // On a busy machine even the first response may come after the recorded time, which then ends with it.
    if (this.#latencies.length > 0) return;
    this.#latencies.push(now - sentAt);
    this.#recordedMs = now - this.#recordFrom;
  }
}

function failed(head: string, body: Buffer): Error {
  const [statusLine] = head.split('\r\n', 1);
  return new Error(`A request failed with ${statusLine}: ${body.toString('utf8', 0, 200)}`);
}
