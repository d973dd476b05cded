import { request, type Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { TEST_LIMIT_MS } from './test-limit.ts';

export interface Call {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer | undefined;
  /** Keeps connections alive. Without it, each call has its own connection. */
  readonly agent?: Agent;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * Calls a server and resolves with its response. The path is sent unchanged (`/order/../`), and only the headers Host,
 * Connection and Content-Length are added.
 */
export function call(
  origin: string,
  path: string,
  { method = 'POST', headers, body, agent }: Call,
): Promise<Answer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        hostname,
        port,
        path,
        method,
        headers,
        agent: agent ?? false,
        signal: AbortSignal.timeout(TEST_LIMIT_MS),
      },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => (text += chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text });
        });
      },
    );
    sent.on('error', reject);
    // By default, Node sends no length for methods that usually have no body, and a chunked body for the others.
    if (method !== 'GET' && method !== 'HEAD' && !sent.hasHeader('transfer-encoding')) {
      sent.setHeader('content-length', Buffer.byteLength(body ?? ''));
    }
    sent.end(body);
  });
}
