import { STATUS_CODES } from 'node:http';
import type { FastifyRequest } from 'fastify';

/** An error for the response and for the log. */
export interface Problem {
  readonly status: number;
  /** A fixed sentence without details of unexpected errors. @default the application's sentence for requests to retry */
  readonly detail?: string;
  /** The field or header that is wrong. */
  readonly field?: string | undefined;
  /** The text for the log, if it has more than `detail`. */
  readonly reason?: string;
  /** An unexpected error, logged with its stack. */
  readonly error?: unknown;
}

/**
 * Renders problem details for a caller that accepts JSON, and one line of text for any other. A 503 has the request id, to
 * find the error in the log.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function renderProblem(
  { status, detail, field }: Problem & { readonly detail: string },
  { id, headers }: FastifyRequest,
): { readonly type: string; readonly body: string } {
  if (headers.accept?.includes('json')) {
    const problem = {
      type: 'about:blank',
      title: STATUS_CODES[status],
      status,
      detail,
      field,
      requestId: id,
    };
    return { type: 'application/problem+json', body: JSON.stringify(problem) };
  }
  const body = status === 503 ? `${detail} Request ${id}` : detail;
  return { type: 'text/plain; charset=utf-8', body };
}
