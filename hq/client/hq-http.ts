import axios, { type AxiosInstance, isAxiosError } from 'axios';
import { HqClientError } from './hq-client-error.ts';

export interface HqClientOptions {
  /** Where HQ listens, such as http://127.0.0.1:5100. */
  readonly url: string;
  /** HQ_ADMIN_KEY, which opens everything. */
  readonly adminKey?: string;
  /** A participant's, which opens its own report and the status of its orders. */
  readonly apiKey?: string;
  /** How long any call may take, in milliseconds; an audit is many. @default 10 s, or 30 s where it must count */
  readonly limitMs?: number;
}

const CALL_LIMIT_MS = 10_000;
/** In bytes. */
const ANSWER_LIMIT = 16 * 1024 * 1024;

/** Calls HQ and reads its answers. */
export class HqHttp {
  readonly #axios: AxiosInstance;

  constructor(private readonly options: HqClientOptions) {
    const { url, adminKey, apiKey } = options;
    this.#axios = axios.create({
      baseURL: url,
      headers: {
        ...(adminKey !== undefined && { 'x-admin-key': adminKey }),
        ...(apiKey !== undefined && { 'x-api-key': apiKey }),
      },
      maxContentLength: ANSWER_LIMIT,
      maxRedirects: 0,
      proxy: false,
    });
  }

  /** @param options.usualMs how long the call may take where the client names no limit @throws HqClientError */
  async call<T>(
    method: 'DELETE' | 'GET' | 'POST' | 'PUT',
    path: string,
    options: { data?: object; params?: object; usualMs?: number } = {},
  ): Promise<T> {
    const { data, params, usualMs = CALL_LIMIT_MS } = options;
    const limitMs = this.options.limitMs ?? usualMs;
    try {
      // `timeout` alone does not bound an answer that trickles.
      const signal = AbortSignal.timeout(limitMs);
      const request = { method, url: path, data, params, signal, timeout: limitMs };
      const { data: answer } = await this.#axios.request<T>(request);
      return answer;
    } catch (error) {
      throw this.#explain(error, `${method} ${path}`, limitMs);
    }
  }

  /** Without axios' own error as the cause: that carries the admin key in its headers. */
  #explain(error: unknown, call: string, limitMs: number): HqClientError {
    const response = isAxiosError(error) ? error.response : undefined;
    if (response) {
      const { error: reason } = (response.data ?? {}) as { error?: unknown };
      const why = typeof reason === 'string' ? reason : `It answered ${response.status}.`;
      return new HqClientError(`Interstella HQ refused ${call}: ${why}`, response.status);
    }
    const code = isAxiosError(error) ? error.code : undefined;
    const message =
      code === 'ERR_CANCELED' || code === 'ECONNABORTED' || code === 'ETIMEDOUT'
        ? `Interstella HQ at ${this.options.url} did not answer ${call} within ${limitMs / 1000} s. Try again, and look at its log.`
        : `Interstella HQ cannot be reached at ${this.options.url} (${code ?? 'no answer'}). Is it running, and is the URL right?`;
    return new HqClientError(message);
  }
}
