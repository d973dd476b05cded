import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Answer } from './call.ts';
import { TEST_LIMIT_MS } from './test-limit.ts';

const INTERIM = /^HTTP\/1\.1 1\d\d /;

/**
 * A client's TCP connection, which can write without reading, close its sending side, and reset the connection. If the
 * connection breaks before the last requested response, that is an error.
 */
export class RawConnection {
  readonly #socket: Socket;
  #received = '';
  #isEnded = false;
  #failure: Error | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1').setTimeout(TEST_LIMIT_MS, () => {
      socket.destroy(new Error(`The server said nothing more than: ${this.#received}`));
    });
    socket.on('error', (error) => (this.#failure = error));
    socket.on('end', () => (this.#isEnded = true));
    socket.on('close', () => (this.#isEnded = true));
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  /** Resolves once the system has taken all of it. @throws Error if the connection breaks before */
  write(bytes: string | Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.write(bytes, (error) => {
        if (error) reject(this.#failure ?? error);
        else resolve();
      });
    });
  }

  /** Closes the sending side; responses can still be read. */
  endSending(): void {
    this.#socket.end();
  }

  /** Resets the connection (RST). */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Reads the next answer, interim ones included. @throws Error if the connection breaks or ends before it is whole */
  async nextAnswer(): Promise<Answer> {
    const end = await this.#until('the head of an answer', () => this.#received.indexOf('\r\n\r\n') + 1);
    const [statusLine = '', ...fields] = this.#received.slice(0, end - 1).split('\r\n');
    const headers = Object.fromEntries(
      fields.map((field) => {
        const colon = field.indexOf(':');
        return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
      }),
    );
    this.#received = this.#received.slice(end + 3);
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(`${statusLine} `)?.[1]);
    const length = INTERIM.test(statusLine) ? 0 : Number(headers['content-length']);
    await this.#until('the whole answer', () => this.#received.length >= length);
    const body = this.#received.slice(0, length);
    this.#received = this.#received.slice(length);
    return { status, headers, body };
  }

  /** Reads the response to a request, skipping `100 Continue`. */
  async answer(): Promise<Answer> {
    for (;;) {
      const answer = await this.nextAnswer();
      if (answer.status >= 200) return answer;
    }
  }

  /** Resolves once the server has closed the connection in good order. @throws Error if it broke or goes on talking */
  async closedByServer(): Promise<void> {
    while (!this.#isEnded) await this.#more();
    if (this.#failure) throw this.#failure;
    if (this.#received !== '') throw new Error(`The server said one thing too many: ${this.#received}`);
    this.#socket.destroy();
  }

  async #until<T>(what: string, condition: () => T): Promise<T> {
    for (;;) {
      const value = condition();
      if (value) return value;
      if (this.#failure) throw this.#failure;
      if (this.#isEnded) throw new Error(`The server closed before ${what}; it said: ${this.#received}`);
      await this.#more();
    }
  }

  /** The only place that reads from the socket, so that a client can write everything before it reads. */
  #more(): Promise<void> {
    return new Promise((resolve) => {
      const chunk = this.#socket.read() as string | null;
      if (chunk !== null) {
        this.#received += chunk;
        resolve();
        return;
      }
      const events = ['readable', 'end', 'close', 'error'] as const;
      const done = () => {
        for (const event of events) this.#socket.off(event, done);
        resolve();
      };
      for (const event of events) this.#socket.on(event, done);
    });
  }
}
