import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that answers 200 to everything, and keeps what it was asked. */
export class YesSayer {
  readonly #asked = new Map<string, IncomingHttpHeaders>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(({ method = '', url = '', headers }, response) => {
      const request = `${method} ${url}`;
      if (!this.#asked.has(request)) this.#asked.set(request, headers);
      response.end('{}');
    });
  }

  static async start(): Promise<YesSayer> {
    const yesSayer = new YesSayer();
    await new Promise<void>((resolve) => yesSayer.#server.listen(0, '127.0.0.1', resolve));
    return yesSayer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Of the first such request, `METHOD /path`. */
  headersAt(request: string): IncomingHttpHeaders | undefined {
    return this.#asked.get(request);
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
