import type { IncomingMessage } from 'node:http';
import { withNormalPath } from './normal-path.ts';
import { traceId } from './trace-id.ts';

/** A request that the load balancer answers itself. */
export interface Refusal {
  readonly status: number;
  /** For the one who reads the load balancer's report; the client sees the status alone. */
  readonly reason: string;
  /** Whether the connection ends with it, since nobody can say where the request's body does. */
  readonly closes?: boolean;
}

/** A request's head as a target gets it. */
export interface RequestHead {
  /** In origin form: path, normalised, and query. */
  readonly target: string;
  /** Names and values in turn, as undici takes them. */
  readonly headers: string[];
  /** Of the body, in bytes; undefined if it comes in chunks. */
  readonly contentLength: number | undefined;
}

export interface HeadOptions {
  /** Where the load balancer listens. */
  readonly port: number;
  /** Whether headers with names of other characters than letters, digits and `-` are left out. */
  readonly dropInvalidHeaders: boolean;
}

/** As AWS has them, in bytes; the whole of the headers has its limit in the server's options. */
const MAXIMUM_REQUEST_LINE = 16 * 1_024;
const MAXIMUM_HEADER = 16 * 1_024;
/** How many addresses X-Forwarded-For may hold. */
const MAXIMUM_FORWARDED = 30;

/** Between the client and the load balancer alone, beside those that Connection names. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
const ORDINARY_CONNECTION = /^(keep-alive|close)$/i;
export const CHUNKED = /^chunked$/i;
const CONTINUE = /^100-continue$/i;
const VALID_NAME = /^[-A-Za-z0-9]+$/;
const ABSOLUTE_FORM = /^https?:\/\/([^/?]+)(.*)$/i;

/**
 * Reads a request's head and makes of it the one that a target gets: hop-by-hop headers left out, the client's address,
 * protocol and port and an identifier for tracing added.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
 */
export function readHead(request: IncomingMessage, options: HeadOptions): RequestHead | Refusal {
  const { method = '', url = '' } = request;
  if (method === 'TRACE') return { status: 405, reason: 'the method TRACE is not supported' };
  if (method.length + url.length + 10 > MAXIMUM_REQUEST_LINE) {
    return { status: 414, reason: `a request line of more than ${MAXIMUM_REQUEST_LINE} bytes` };
  }
  const absolute = url.startsWith('/') ? undefined : ABSOLUTE_FORM.exec(url);
  if (absolute === null) return { status: 400, reason: 'a request target that is neither a path nor a URL' };

  const head = new HeadBuilder(request, options);
  const refusal = head.read();
  if (refusal) return refusal;
  // The host of a whole URL is the one that counts: RFC 9112, 3.2.2.
  const [, host, rest = ''] = absolute ?? [];
  const target = absolute === undefined ? url : rest.startsWith('/') ? rest : `/${rest}`;
  return head.build(withNormalPath(target), host);
}

class HeadBuilder {
  readonly #request: IncomingMessage;
  readonly #options: HeadOptions;
  readonly #headers: string[] = [];
  #host: string | undefined;
  #forwardedFor: string | undefined;
  #traceId: string | undefined;
  #contentLength: number | undefined = 0;
  readonly #connectionNames: string[] = [];

  constructor(request: IncomingMessage, options: HeadOptions) {
    this.#request = request;
    this.#options = options;
  }

  read(): Refusal | undefined {
    const { rawHeaders } = this.#request;
    for (let index = 0; index < rawHeaders.length; index += 2) {
      const refusal = this.#take(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '');
      if (refusal) return refusal;
    }
    if (this.#host === undefined && this.#request.httpVersion === '1.1') {
      return { status: 400, reason: 'no Host header' };
    }
    const addresses = this.#forwardedFor?.split(',').length ?? 0;
    return addresses > MAXIMUM_FORWARDED
      ? { status: 463, reason: `X-Forwarded-For with more than ${MAXIMUM_FORWARDED} addresses` }
      : undefined;
  }

  build(target: string, hostOfTarget: string | undefined): RequestHead {
    const { port } = this.#options;
    const headers = this.#connectionNames.length === 0 ? this.#headers : this.#withoutNamed();
    const { remoteAddress = '', localAddress = '' } = this.#request.socket;
    const client = remoteAddress.startsWith('::ffff:') ? remoteAddress.slice(7) : remoteAddress;
    headers.push(
      'Host',
      // HTTP/1.0 does without; AWS then names the load balancer.
      hostOfTarget ?? this.#host ?? `${localAddress}:${port}`,
      'X-Forwarded-For',
      this.#forwardedFor === undefined ? client : `${this.#forwardedFor}, ${client}`,
      'X-Forwarded-Proto',
      'http',
      'X-Forwarded-Port',
      String(port),
      'X-Amzn-Trace-Id',
      traceId(this.#traceId, Date.now()),
    );
    return { target, headers, contentLength: this.#contentLength };
  }

  #take(name: string, value: string): Refusal | undefined {
    if (name.length + value.length > MAXIMUM_HEADER) {
      return { status: 400, reason: `a header of more than ${MAXIMUM_HEADER} bytes` };
    }
    switch (name.toLowerCase()) {
      case 'host':
        if (this.#host !== undefined) return { status: 400, reason: 'more than one Host header' };
        this.#host = value;
        return;
      case 'x-forwarded-for':
        if (value === '') return;
        this.#forwardedFor = this.#forwardedFor === undefined ? value : `${this.#forwardedFor}, ${value}`;
        return;
      case 'x-forwarded-proto':
      case 'x-forwarded-port':
        return;
      case 'x-amzn-trace-id':
        this.#traceId = value;
        return;
      case 'content-length':
        // The parser has refused what is no number, and two that differ.
        this.#contentLength = Number(value);
        this.#headers.push(name, value);
        return;
      case 'transfer-encoding':
        // RFC 9112, 6.1. Without the other coding a target would take the body for something else.
        if (this.#contentLength === undefined || !CHUNKED.test(value)) {
          return { status: 501, reason: `the Transfer-Encoding ${value}`, closes: true };
        }
        this.#contentLength = undefined;
        return;
      case 'expect':
        // HTTP/1.0 knows none: RFC 9110, 10.1.1.
        if (value === '' || CONTINUE.test(value) || this.#request.httpVersion === '1.0') return;
        return { status: 417, reason: `an Expect other than 100-continue: ${value}` };
      case 'connection':
        this.#connectionNames.push(...namesIn(value));
        return;
      case 'upgrade':
        if (/\bwebsocket\b/i.test(value)) {
          return { status: 501, reason: 'WebSockets, which no service here speaks' };
        }
        return;
      default:
        if (!HOP_BY_HOP.has(name.toLowerCase()) && this.#isValid(name)) this.#headers.push(name, value);
    }
    return undefined;
  }

  #isValid(name: string): boolean {
    return !this.#options.dropInvalidHeaders || VALID_NAME.test(name);
  }

  #withoutNamed(): string[] {
    const kept: string[] = [];
    for (let index = 0; index < this.#headers.length; index += 2) {
      const name = this.#headers[index] ?? '';
      if (!this.#connectionNames.includes(name.toLowerCase()))
        kept.push(name, this.#headers[index + 1] ?? '');
    }
    return kept;
  }
}

/** What Connection names beside the ways to handle the connection itself. Content-Length stays: a body needs it. */
export function namesIn(value: string): string[] {
  // As nearly every connection has it.
  if (ORDINARY_CONNECTION.test(value)) return [];
  return value
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => !['', 'close', 'keep-alive', 'content-length', 'upgrade'].includes(name));
}
