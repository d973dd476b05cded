import { Agent, request } from 'node:http';

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  readonly json: Record<string, unknown>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface HttpCall {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
}

/** Makes calls over real connections, header by header and byte by byte as told. */
export class Http {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 20 });
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  call(path: string, { method = 'GET', headers = {}, body }: HttpCall = {}): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      // Node sends the body of a GET or DELETE without saying how long it is, unless told.
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const framed = 'transfer-encoding' in headers ? headers : { ...length, ...headers };
      const sent = request(
        `${this.#url}${path}`,
        { method, headers: framed, agent: this.#agent },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('error', reject);
          answer.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            const isJson = text !== '' && answer.headers['content-type']?.startsWith('application/json');
            resolve({
              status: answer.statusCode ?? 0,
              text,
              json: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
              headers: answer.headers,
            });
          });
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
