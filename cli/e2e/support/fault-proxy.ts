import { Agent, createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ProxiedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Resolves when the caller waits no longer: it has its answer, or has given up. */
  readonly gone: Promise<void>;
}

export interface ProxyAnswer {
  readonly status: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

/** Passes the request on, to the proxy's target or another origin; may be called again, and rejects without an answer. */
export type Forward = (origin?: string) => Promise<ProxyAnswer>;

/** What a proxy does with a request. Rejecting closes the connection without an answer. */
export type ProxyBehaviour = (request: ProxiedRequest, forward: Forward) => Promise<ProxyAnswer>;

export interface Exchange {
  readonly request: ProxiedRequest;
  /** What each time that the request was passed on came to; undefined while or where there is no answer. */
  readonly forwarded: (ProxyAnswer | undefined)[];
  /** What the proxy answered; undefined while it has not, or where it closed the connection. */
  answer: ProxyAnswer | undefined;
  hasEnded: boolean;
}

/** Longer than any time limit of the contracts. */
const FORWARD_LIMIT_MS = 30_000;
const passOn: ProxyBehaviour = (_request, forward) => forward();

/** An HTTP proxy that a test programs: it can answer by itself, delay, repeat, drop and count. */
export class FaultProxy {
  /** Everything so far, oldest first. */
  readonly exchanges: Exchange[] = [];
  /** Requests that came and are not answered. */
  inFlight = 0;
  /** The origin that requests are passed on to. */
  target: string;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #server: Server;
  #behaviour = passOn;

  private constructor(target: string) {
    this.target = target;
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.keepAliveTimeout = 75_000;
  }

  static async start(target: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  behave(behaviour: ProxyBehaviour): void {
    this.#behaviour = behaviour;
  }

  /** No faults any more. */
  heal(): void {
    this.#behaviour = passOn;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    this.#agent.destroy();
    await closed;
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    this.inFlight += 1;
    try {
      const request = await readRequest(incoming, response);
      const { status, headers = {}, body } = await this.#exchange(request);
      response.writeHead(status, endToEnd(headers)).end(body);
    } catch {
      response.destroy();
    } finally {
      this.inFlight -= 1;
    }
  }

  async #exchange(request: ProxiedRequest): Promise<ProxyAnswer> {
    const exchange: Exchange = { request, forwarded: [], answer: undefined, hasEnded: false };
    this.exchanges.push(exchange);
    try {
      exchange.answer = await this.#behaviour(request, (origin) =>
        this.#record(exchange, origin ?? this.target),
      );
      return exchange.answer;
    } finally {
      exchange.hasEnded = true;
    }
  }

  async #record(exchange: Exchange, origin: string): Promise<ProxyAnswer> {
    const index = exchange.forwarded.push(undefined) - 1;
    const answer = await this.#forward(exchange.request, origin);
    exchange.forwarded[index] = answer;
    return answer;
  }

  #forward({ method, path, headers, body }: ProxiedRequest, origin: string): Promise<ProxyAnswer> {
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest(
        new URL(path, origin),
        {
          method,
          headers: { ...endToEnd(headers), 'content-length': Buffer.byteLength(body) },
          agent: this.#agent,
          signal: AbortSignal.timeout(FORWARD_LIMIT_MS),
        },
        (incoming) => {
          readText(incoming).then((text) => {
            resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text });
          }, reject);
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
}

async function readRequest(incoming: IncomingMessage, response: ServerResponse): Promise<ProxiedRequest> {
  const { method = '', url = '', headers } = incoming;
  const gone = new Promise<void>((resolve) => {
    response.once('close', resolve);
  });
  return { method, path: url, headers, body: await readText(incoming), gone };
}

async function readText(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** Without the headers that are each connection's own affair. */
function endToEnd(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const own = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'host', 'expect']);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !own.has(name)));
}
