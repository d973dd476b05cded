import { EventEmitter, once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import dynalite from 'dynalite';

/** BatchWriteItem takes up to 16 MB. */
export const DYNAMODB_BODY_LIMIT = 16 * 1024 * 1024;

/**
 * The local DynamoDB: dynalite's own request handler, without a port of its own. Tables become active at once.
 */
export class DynamoDb {
  readonly #server: Server;

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
   * Answers one request whose body has been read. dynalite throws at a connection that breaks off while it reads, and at
   * some malformed input; so it gets a request that cannot break off, and what it throws comes back to the caller.
   */
  handle(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const { method, url, headers } = request;
    const whole = Object.assign(new EventEmitter(), { method, url, headers });
    this.#server.emit('request', whole, response);
    whole.emit('data', body);
    whole.emit('end');
  }

  /** Waits for the operations under way and closes the store. */
  async close(): Promise<void> {
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
