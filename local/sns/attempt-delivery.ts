import { type Dispatcher, request } from 'undici';

export interface AttemptFailure {
  /** True when the receiver judged the delivery itself (4xx): another attempt would not change its mind. */
  readonly permanent: boolean;
  /** The status code, or what kept the request from being answered. */
  readonly code: string;
  readonly message: string;
}

/** Answers are read, so that the connection can be used again, but no further than this. */
const ANSWER_LIMIT = 64 * 1024;

/** Posts the envelope once. Redirects are not followed; any status but 2xx and 4xx is worth another attempt. */
export async function attemptDelivery(
  dispatcher: Dispatcher,
  {
    endpoint,
    headers,
    body,
  }: { endpoint: string; headers: Readonly<Record<string, string>>; body: () => string },
  timeoutMs: number,
): Promise<AttemptFailure | undefined> {
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort();
  }, timeoutMs);
  try {
    const answer = await request(endpoint, {
      dispatcher,
      method: 'POST',
      headers,
      body: body(),
      signal: limit.signal,
    });
    await readAndDrop(answer.body);
    return judge(answer.statusCode);
  } catch (error) {
    return limit.signal.aborted
      ? { permanent: false, code: 'Timeout', message: `No complete answer within ${timeoutMs} ms` }
      : { permanent: false, code: errorCode(error), message: (error as Error).message };
  } finally {
    clearTimeout(timer);
  }
}

async function readAndDrop(body: AsyncIterable<Uint8Array>): Promise<void> {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > ANSWER_LIMIT) return;
  }
}

function judge(status: number): AttemptFailure | undefined {
  if (status >= 200 && status < 300) return undefined;
  const permanent = status >= 400 && status < 500;
  return { permanent, code: String(status), message: `The endpoint answered ${status}` };
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'ConnectionFailed';
}
