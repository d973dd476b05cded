import type { ForeignPageOptions } from '../loopback/index.ts';
import { renderProblem } from './problem.ts';
import { RefusalLog } from './refusal-log.ts';

/** The settings of an application on the web layer. */
export interface WebSettings {
  /** Largest body, in bytes. */
  readonly maximumBodyLength: number;
  /** How long a client may take to send a request, in ms. Enforced with a delay of up to a fifth of it. */
  readonly requestTimeoutMs: number;
  /** Whether to accept bodies with a malformed content type. @default false: 415 */
  readonly ignoresContentType?: boolean;
  /** Refuses requests of foreign web pages on every route. Absent: routes do so themselves. */
  readonly foreignPages?: ForeignPageOptions;
  /** The message of a 503 with an internal cause. */
  readonly retry: string;
  readonly renderProblem: typeof renderProblem;
  readonly refusals: RefusalLog;
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly web: WebSettings;
  }
  interface FastifyRequest {
    /** The participant that sent the request, for the log. A guard sets it. */
    caller?: string;
  }
}

/** The settings of a service. SNS messages have at most 256 KiB; the body limit leaves room for the envelope. */
export const serviceWebSettings = (): WebSettings => ({
  maximumBodyLength: 1_024 * 1_024,
  requestTimeoutMs: 15_000,
  retry: 'Not fulfilled, please repeat.',
  renderProblem,
  refusals: new RefusalLog(),
});
