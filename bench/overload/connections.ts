import { connect, type Socket } from 'node:net';
import { MessageFramer } from '../http/message-framer.ts';

/** More than any server here serves at once. A request beyond the limit counts as refused. */
const LIMIT = 1_000;
/** SNS has the same time limit for an answer. */
const ANSWER_LIMIT_MS = 15_000;

interface Connection {
  readonly socket: Socket;
  /** Receives the status of the answer, or 0 if the connection broke. */
  answered: (status: number) => void;
}

/** Connections to one local server, each with at most one request at once. */
export class Connections {
  readonly #port: number;
  readonly #idle: Connection[] = [];
  readonly #all = new Set<Connection>();

  constructor(port: number) {
    this.#port = port;
  }

  /** Sends a whole request. @returns the status; 0 if the connection broke or the limit is reached */
  send(request: Buffer): Promise<number> {
    const connection = this.#idle.pop() ?? this.#open();
    if (!connection) return Promise.resolve(0);
    return new Promise((resolve) => {
      connection.answered = resolve;
      connection.socket.write(request);
    });
  }

  close(): void {
    for (const { socket } of this.#all) socket.destroy();
  }

  #open(): Connection | undefined {
    if (this.#all.size >= LIMIT) return undefined;
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true, timeout: ANSWER_LIMIT_MS });
    const connection: Connection = { socket, answered: () => undefined };
    this.#all.add(connection);
    const framer = new MessageFramer((head) => {
      const { answered } = connection;
      this.#idle.push(connection);
      answered(Number(head.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length)));
    });
    socket.on('data', (chunk) => {
      try {
        framer.push(chunk);
      } catch {
        socket.destroy();
      }
    });
    socket.on('timeout', () => socket.destroy());
    // The event close follows.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#all.delete(connection);
      const place = this.#idle.indexOf(connection);
      if (place >= 0) this.#idle.splice(place, 1);
      connection.answered(0);
    });
    return connection;
  }
}
