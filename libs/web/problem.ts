import { STATUS_CODES } from 'node:http';
import type { FastifyRequest } from 'fastify';

/** An error as it is answered, and as the log tells it. */
export interface Problem {
  readonly status: number;
  /** A fixed sentence: nothing of an unexpected error. Absent: the sentence of the application for what may be repeated. */
  readonly detail?: string;
  /** The field or header that it is about. */
  readonly field?: string | undefined;
  /** What the log says, where that is more. */
  readonly reason?: string;
  /** An error that nobody expected: the log has its stack. */
  readonly error?: unknown;
}

/**
 * Problem details for a caller that accepts JSON, one line of text for any other. 503 adds the id of the request, by
 * which the log tells more.
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
