import axios, { type AxiosInstance, isAxiosError } from 'axios';
import { HqClientError } from './hq-client-error.ts';

export interface HqClientOptions {
  /** Where HQ listens, such as http://127.0.0.1:5100. */
  readonly url: string;
  /** HQ_ADMIN_KEY, for all routes. */
  readonly adminKey?: string;
  /** A participant's key, for its own report and the status of its orders. */
  readonly apiKey?: string;
  /** Limit of one call, in ms. An audit makes many calls. @default 10 s, or 30 s for calls that read or write much */
  readonly limitMs?: number;
}

const CALL_LIMIT_MS = 10_000;
/** In bytes. */
const ANSWER_LIMIT = 16 * 1024 * 1024;

/** HTTP calls to HQ. */
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

  /** @param options.usualMs limit of the call if the client has none of its own, in ms @throws HqClientError */
  async call<T>(
    method: 'DELETE' | 'GET' | 'POST' | 'PUT',
    path: string,
    options: { data?: object; params?: object; usualMs?: number } = {},
  ): Promise<T> {
    const { data, params, usualMs = CALL_LIMIT_MS } = options;
    const limitMs = this.options.limitMs ?? usualMs;
    try {
      // `timeout` alone does not limit an answer that arrives slowly.
      const signal = AbortSignal.timeout(limitMs);
      const request = { method, url: path, data, params, signal, timeout: limitMs };
      const { data: answer } = await this.#axios.request<T>(request);
      return answer;
    } catch (error) {
      throw this.#explain(error, `${method} ${path}`, limitMs);
    }
  }

  /** Leaves out axios' error as the cause, since it has the admin key in its headers. */
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
        ? `Interstella HQ at ${this.options.url} did not answer ${call} within ${limitMs / 1000} s. Try again; if it happens again, look at HQ's log.`
        : `Interstella HQ cannot be reached at ${this.options.url} (${code ?? 'no answer'}). Check that it is running and that the URL is right.`;
    return new HqClientError(message);
  }
}
