import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a stub answers: a response, or a way to give none. */
export type StubAnswer =
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  | 'never'
  | 'hang up';

export interface StubRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type StubBehaviour = (request: StubRequest) => StubAnswer | Promise<StubAnswer>;

/** A stub for a server that the program under test calls. Answers as configured, and records the requests. */
export class StubUpstream {
  /** Every request so far, oldest first. */
  readonly requests: StubRequest[] = [];
  /** The number of connections so far. */
  connections = 0;
  readonly #server: Server;
  readonly #default: StubBehaviour;
  #behaviour: StubBehaviour;

  private constructor(byDefault: StubBehaviour) {
    this.#default = byDefault;
    this.#behaviour = byDefault;
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        const asked = { method, path: url, headers, body: Buffer.concat(chunks).toString() };
        this.requests.push(asked);
        void this.#answer(asked, response);
      });
    });
    this.#server.on('connection', () => (this.connections += 1));
  }

  /** @param byDefault the default answer */
  static async start(byDefault: StubAnswer | StubBehaviour, port = 0): Promise<StubUpstream> {
    const stub = new StubUpstream(typeof byDefault === 'function' ? byDefault : () => byDefault);
    await new Promise<void>((resolve, reject) => {
      stub.#server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    return stub;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Answers the next requests with these, one each, and the later ones with the last. */
  answers(...answers: readonly StubAnswer[]): void {
    const left = [...answers];
    this.#behaviour = () => (left.length > 1 ? left.shift() : left[0]) ?? 'hang up';
  }

  behaves(behaviour: StubBehaviour): void {
    this.#behaviour = behaviour;
  }

  /** Holds requests back until the returned function is called with the answer for them and for later requests. */
  holds(): (answer: StubAnswer) => void {
    let release: (answer: StubAnswer) => void = () => undefined;
    const released = new Promise<StubAnswer>((resolve) => (release = resolve));
    this.#behaviour = () => released;
    return release;
  }

  /** Restores the default answer and forgets the recorded requests. */
  reset(): void {
    this.#behaviour = this.#default;
    this.requests.length = 0;
    this.connections = 0;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => {
        resolve();
      });
      this.#server.closeAllConnections();
    });
  }

  async #answer(asked: StubRequest, response: ServerResponse): Promise<void> {
    const answer = await this.#behaviour(asked);
    if (answer === 'never') return;
    if (answer === 'hang up') response.destroy();
    else response.writeHead(answer.status, answer.headers).end(answer.body);
  }
}
