import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Socket, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { rawAnswer } from './own-answer.ts';

/** Of a request, in bytes, as AWS has it. */
const MAXIMUM_HEADERS_SIZE = 64 * 1_024;
/** How often connections are looked at that are slow to send a head. */
const CHECK_INTERVAL_MS = 1_000;
const CLOSE_IDLE_INTERVAL_MS = 20;

export interface ClientSideOptions {
  readonly host: string;
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void;
  /**
   * Told of a connection on which something could not be read, and of what it was answered.
   *
   * @param request whose body it is, if it is no request of its own
   */
  readonly onUnreadable: (status: number, reason: string, request?: IncomingMessage) => void;
}

/** The load balancer towards its clients: one port, and the connections on it. */
export class ClientSide {
  readonly #options: ClientSideOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** The last response of a connection, as far as it is known; those before it come first. */
  readonly #lastOn = new WeakMap<Duplex, ServerResponse>();
  /** Connections on which something could not be read. */
  readonly #refused = new WeakSet<Duplex>();
  #isClosing = false;

  constructor(options: ClientSideOptions) {
    this.#options = options;
    const serverOptions = {
      maxHeaderSize: MAXIMUM_HEADERS_SIZE,
      connectionsCheckingInterval: CHECK_INTERVAL_MS,
      // By readHead, so that it is counted and answered as any other.
      requireHostHeader: false,
      noDelay: true,
    };
    const onRequest = (request: IncomingMessage, response: ServerResponse) => {
      if (this.#isClosing) response.shouldKeepAlive = false;
      this.#lastOn.set(request.socket, response);
      options.onRequest(request, response);
    };
    this.#server = createServer(serverOptions, onRequest);
    // As HAProxy has it: a client that closes its sending side (FIN) may wait for its answer. Of one that is gone after
    // that the system tells only once something is written to it. @types/node does not know the option.
    Object.assign(this.#server, { httpAllowHalfOpen: true });
    // Node would answer it itself, and nobody would count it.
    this.#server.on('checkExpectation', onRequest);
    // Within the limit of all of them; Node leaves out what comes after the 2000th otherwise.
    this.#server.maxHeadersCount = 0;
    // A large body may take its time, as long as it comes: the idle timeout sees to that.
    this.#server.requestTimeout = 0;
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      // Each request that is under way waits for its close, and a client may send any number without waiting for answers.
      socket.setMaxListeners(0);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
      const isTimeout = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
      // Who connects and says nothing makes no request that could fail.
      const isRequest = !(isTimeout && socket instanceof Socket && socket.bytesRead === 0);
      if (isRequest && error.code !== 'ECONNRESET' && socket.writable) {
        this.#refuse(socket, isTimeout ? 408 : 400, error.message);
      } else socket.destroy();
    });
    this.#server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
      this.#refuse(socket, 405, 'the method CONNECT is not supported');
    });
  }

  /** @throws Error of the system if the port cannot be had */
  async listen(port: number): Promise<number> {
    this.#server.listen(port, this.#options.host);
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  /** How long a connection may be silent, in milliseconds; for those made from now on. */
  set idleTimeoutMs(idleTimeoutMs: number) {
    this.#server.keepAliveTimeout = idleTimeoutMs;
    this.#server.headersTimeout = idleTimeoutMs;
  }

  /** Takes no more connections, lets requests in hand end, and after the time limit cuts them off. Never rejects. */
  async close(timeLimitMs: number): Promise<void> {
    this.#isClosing = true;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#closeIdle();
    // A connection whose request has ended meanwhile is idle only then.
    const idle = setInterval(() => {
      this.#closeIdle();
    }, CLOSE_IDLE_INTERVAL_MS);
    const limit = setTimeout(() => {
      this.#server.closeAllConnections();
    }, timeLimitMs);
    await closed;
    clearInterval(idle);
    clearTimeout(limit);
  }

  /** Closes a connection, on which nothing more can be read, with an answer in its turn. */
  #refuse(socket: Duplex, status: number, reason: string): void {
    if (this.#refused.has(socket)) return;
    this.#refused.add(socket);
    const last = this.#lastOn.get(socket);
    this.#options.onUnreadable(status, reason, last?.req.complete === false ? last.req : undefined);
    const close = () => {
      if (socket.writable) socket.end(rawAnswer(status));
      socket.destroy();
    };
    if (last === undefined) close();
    else if (last.req.complete) afterwards(last, close);
    // It is the body of that request: what else is written would be taken for the rest of an answer, or for another's.
    else if (last.headersSent || last.socket === null) socket.destroy();
    else close();
  }

  #closeIdle(): void {
    this.#server.closeIdleConnections();
    // Node does not take for idle what has never sent anything.
    for (const socket of this.#sockets) if (socket.bytesRead === 0) socket.destroy();
  }
}

/** Calls when a response is over and nothing of it is still to be written. */
function afterwards(response: ServerResponse, call: () => void): void {
  if (response.writableFinished) call();
  else response.once('finish', call);
}
