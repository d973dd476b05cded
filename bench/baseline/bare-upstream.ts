import { Agent, request, type IncomingMessage } from 'node:http';
import { API_KEY_HEADER, FULFILLED_BY_HEADER, ORDER_ID_HEADER } from '@interstella/libs/orders';
import { readText } from '../http/text.ts';

/** The outbound call on bare `node:http`: `http.request` over an Agent that keeps connections alive. */
export class BareUpstream {
  readonly #target: { readonly hostname: string; readonly port: string; readonly path: string };
  readonly #headers: Readonly<Record<string, string | number>>;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 256 });
  readonly #body: string;

  constructor(url: string, apiKey: string | undefined, body: string) {
    const { hostname, port, pathname: path } = new URL(url);
    this.#target = { hostname, port, path };
    this.#body = body;
    this.#headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...(apiKey === undefined ? {} : { [API_KEY_HEADER]: apiKey }),
    };
  }

  /** @param done receives status 0 if there is no answer */
  post(orderId: string, fulfilledBy: string, done: (status: number, text: string) => void): void {
    const headers = { ...this.#headers, [ORDER_ID_HEADER]: orderId, [FULFILLED_BY_HEADER]: fulfilledBy };
    const answered = (answer: IncomingMessage) => {
      readText(answer, (text) => {
        done(answer.statusCode ?? 0, text);
      });
    };
    request({ ...this.#target, method: 'POST', agent: this.#agent, headers }, answered)
      .on('error', () => {
        done(0, '');
      })
      .end(this.#body);
  }
}
