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

/** A server that stands in for one that the program under test calls: answers as told, and keeps what it was asked. */
export class StubUpstream {
  /** Every request so far, oldest first. */
  readonly requests: StubRequest[] = [];
  /** How often anybody connected, whatever was said then. */
  connections = 0;
  readonly #server: Server;
  readonly #usual: StubBehaviour;
  #behaviour: StubBehaviour;

  private constructor(usual: StubBehaviour) {
    this.#usual = usual;
    this.#behaviour = usual;
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

  /** @param usual what it answers unless told otherwise */
  static async start(usual: StubAnswer | StubBehaviour, port = 0): Promise<StubUpstream> {
    const stub = new StubUpstream(typeof usual === 'function' ? usual : () => usual);
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

  /** Has requests wait; the function that it returns gives them, and later ones, their answer. */
  holds(): (answer: StubAnswer) => void {
    let release: (answer: StubAnswer) => void = () => undefined;
    const released = new Promise<StubAnswer>((resolve) => (release = resolve));
    this.#behaviour = () => released;
    return release;
  }

  /** Back to what it usually answers, with nothing remembered. */
  reset(): void {
    this.#behaviour = this.#usual;
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
