/** More than any answer that a service gives. */
const ANSWER_LIMIT = 64 * 1024;
/** Of one request: longer than a service may take. */
const LIMIT_MS = 20_000;

export interface Answer {
  readonly status: number;
  /** Its beginning, if it is longer than any answer should be. */
  readonly text: string;
  readonly allow: string | undefined;
}

export interface Question {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** @throws Error that says in a few words why there is no answer */
export async function ask(
  url: string,
  { method = 'GET', headers = {}, body }: Question = {},
): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(LIMIT_MS),
      ...(body !== undefined && { body }),
    });
    const allow = response.headers.get('allow') ?? undefined;
    return { status: response.status, text: await beginningOf(response), allow };
  } catch (error) {
    const { name, message, cause } = error as Error;
    if (name === 'TimeoutError') throw new Error(`no answer within ${LIMIT_MS / 1_000} s`, { cause: error });
    const { code, message: why } = (cause ?? {}) as { code?: string; message?: string };
    throw new Error(`no answer (${code ?? why ?? message})`, { cause: error });
  }
}

async function beginningOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length >= ANSWER_LIMIT) break;
  }
  return text.slice(0, ANSWER_LIMIT);
}
