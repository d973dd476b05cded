import { EventEmitter, once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { type IncomingMessage, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import dynalite from 'dynalite';
import { AwsError } from '../endpoints/aws-error.ts';
import { type Reply } from '../endpoints/reply.ts';

/** BatchWriteItem takes up to 16 MB. */
export const DYNAMODB_BODY_LIMIT = 16 * 1024 * 1024;

/** How long closing waits for requests under way; they take milliseconds. */
const UNDER_WAY_LIMIT_MS = 2000;

/**
 * The local DynamoDB: dynalite's own request handler, without a port of its own. Tables become active at once.
 */
export class DynamoDb {
  readonly #server: Server;
  readonly #underWay = new Set<Promise<Reply>>();
  #closing = false;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Opens the store in the folder `path`, which is made if it is not there, or in memory. */
  static async open(path?: string): Promise<DynamoDb> {
    if (path !== undefined) await mkdir(path, { recursive: true });
    const atOnce = { createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 };
    return new DynamoDb(dynalite(path === undefined ? atOnce : { ...atOnce, path }));
  }

  /**
   * Answers one request whose body has been read. dynalite throws at a connection that breaks off while it reads or
   * answers, and at some malformed input; so it gets a request and a response that cannot break off, and what it throws
   * rejects.
   */
  answer({ method, url, headers }: IncomingMessage, body: Buffer): Promise<Reply> {
    const answered = new Promise<Reply>((resolve) => {
      if (this.#closing) throw new AwsError('ServiceUnavailable', 'The endpoints are stopping.', 503);
      const request = Object.assign(new EventEmitter(), { method, url, headers });
      this.#server.emit('request', request, new BufferedResponse(resolve));
      request.emit('data', body);
      request.emit('end');
    });
    this.#underWay.add(answered);
    return answered.finally(() => this.#underWay.delete(answered));
  }

  /** Waits for the requests under way, since dynalite throws at a store that closes under it, and closes the store. */
  async close(): Promise<void> {
    this.#closing = true;
    const limit = new AbortController();
    const ended = Promise.allSettled(this.#underWay);
    await Promise.race([ended, sleep(UNDER_WAY_LIMIT_MS, undefined, { signal: limit.signal })]);
    limit.abort();
    // dynalite closes its store only after a server that listens; the port exists for this one moment.
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    await new Promise<void>((resolve, reject) => {
      this.#server.close((error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }
}

/** What dynalite uses of an HTTP response. */
class BufferedResponse {
  statusCode = 200;
  readonly #headers: Record<string, string> = {};

  constructor(private readonly done: (reply: Reply) => void) {}

  setHeader(name: string, value: string | number): void {
    this.#headers[name.toLowerCase()] = String(value);
  }

  end(body = ''): void {
    this.done({ status: this.statusCode, headers: this.#headers, body });
  }
}
