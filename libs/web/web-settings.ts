import type { ForeignPageOptions } from '../loopback/index.ts';
import { renderProblem } from './problem.ts';
import { RefusalLog } from './refusal-log.ts';

/** What differs between the applications on the web layer. */
export interface WebSettings {
  /** The largest body that is read, in bytes. */
  readonly maximumBodyLength: number;
  /** How long a client may take to send a request, in milliseconds; a fifth more at most. */
  readonly requestTimeoutMs: number;
  /** Takes bodies whose content type is malformed, too. Absent: 415. */
  readonly ignoresContentType?: boolean;
  /** Refuses requests of web pages on every route. Absent: routes do so themselves. */
  readonly foreignPages?: ForeignPageOptions;
  /** The sentence of a 503 whose cause is of no interest to the caller. */
  readonly retry: string;
  readonly renderProblem: typeof renderProblem;
  readonly refusals: RefusalLog;
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly web: WebSettings;
  }
  interface FastifyRequest {
    /** Who sent it, once a guard knows: for the log. */
    caller?: string;
  }
}

/** Those of a service. SNS messages have at most 256 KiB; the contract leaves room for the envelope. */
export const serviceWebSettings = (): WebSettings => ({
  maximumBodyLength: 1_024 * 1_024,
  requestTimeoutMs: 15_000,
  retry: 'Not fulfilled, please repeat.',
  renderProblem,
  refusals: new RefusalLog(),
});
