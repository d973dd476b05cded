import { EventEmitter, once } from 'node:events';
import { access, constants, mkdir } from 'node:fs/promises';
import { type IncomingMessage, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import dynalite from 'dynalite';
import { AwsError } from '../endpoints/aws-error.ts';
import { type Reply } from '../endpoints/reply.ts';
import { closeIterators } from './close-iterators.ts';
import { holdsNullElement } from './holds-null-element.ts';

/** BatchWriteItem takes up to 16 MB. */
export const DYNAMODB_BODY_LIMIT = 16 * 1024 * 1024;

/** The time that closing waits for requests under way, which take milliseconds. */
const UNDER_WAY_LIMIT_MS = 2000;

/** DynamoDB's answer to JSON that is not of the operation's shape. */
const MALFORMED: Reply = {
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify({ __type: 'com.amazon.coral.service#SerializationException' }),
};

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

  /**
   * Opens the store in the folder `path`, which is made if it is not there, or in memory.
   *
   * @throws Error naming the folder, when it is in use already or cannot be written
   */
  static async open(path?: string): Promise<DynamoDb> {
    closeIterators();
    const atOnce = { createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 };
    if (path === undefined) return new DynamoDb(dynalite(atOnce));
    await makeWritable(path);
    const dynamoDb = new DynamoDb(dynalite({ ...atOnce, path }));
    try {
      await dynamoDb.#prove();
    } catch (error) {
      throw new Error(
        `The folder ${path} is in use by another Interstella, or holds something else than DynamoDB's store.`,
        { cause: error },
      );
    }
    return dynamoDb;
  }

  /**
   * Reads one table from the store; it need not exist. (ListTables would read every key of every table.) dynalite reports no
   * failure to open a store: the first request throws, and only the process as a whole can catch that.
   */
  async #prove(): Promise<void> {
    const headers = {
      'x-amz-target': 'DynamoDB_20120810.DescribeTable',
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-date': '20261120T000000Z',
      authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=none',
    };
    const answered = new AbortController();
    const thrown = once(process, 'uncaughtException', { signal: answered.signal });
    await Promise.race([
      this.answer({ method: 'POST', url: '/', headers }, Buffer.from('{"TableName":"any"}')),
      thrown.then(([error]) => Promise.reject(error as Error)),
    ]);
    answered.abort();
  }

  /**
   * Answers one request whose body has been read. dynalite throws if a connection breaks off, so it gets a request and a
   * response that cannot break off. An error that it throws at once is caused by malformed input. An error that it throws
   * later, such as a failure of the store, ends the process: nothing can catch it.
   */
  answer(
    { method, url, headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
    body: Buffer,
  ): Promise<Reply> {
    if (this.#closing) {
      return Promise.reject(new AwsError('ServiceUnavailable', 'The endpoints are stopping.', 503));
    }
    if (holdsNullElement(body.toString())) return Promise.resolve(MALFORMED);
    const answered = new Promise<Reply>((resolve) => {
      const request = Object.assign(new EventEmitter(), { method, url, headers });
      try {
        this.#server.emit('request', request, new BufferedResponse(resolve));
        request.emit('data', body);
        request.emit('end');
      } catch {
        resolve(MALFORMED);
      }
    });
    this.#underWay.add(answered);
    return answered.finally(() => this.#underWay.delete(answered));
  }

  /** Waits for the requests under way, since dynalite throws if its store closes meanwhile, and closes the store. */
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

async function makeWritable(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
  } catch (error) {
    throw new Error(`The folder ${path} cannot be written: ${(error as Error).message}`, { cause: error });
  }
}

/** The part of an HTTP response that dynalite uses. */
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
