import { execFileSync } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';

/**
 * A company's registry for npm: at this machine's own address, with a certificate that nobody knows, and for nobody without
 * its token. It has what the registry of the person has who runs the test.
 */
export class PrivateRegistry {
  readonly token = 'npm-token-91c5e0d7';
  /** Its certificate, PEM. */
  readonly certificate: string;
  /** How many requests it has answered. */
  answered = 0;
  readonly #upstream = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();
  readonly #server: Server;

  private constructor({ private: key, cert }: { readonly private: string; readonly cert: string }) {
    this.certificate = cert;
    this.#server = createServer({ key, cert }, (request, response) => {
      this.#answer(request, response).catch((error: unknown) => response.writeHead(502).end(String(error)));
    });
  }

  static async start(): Promise<PrivateRegistry> {
    const altNames = [{ type: 7, ip: '127.0.0.1' }] as const;
    const registry = new PrivateRegistry(
      await generate([{ name: 'commonName', value: '127.0.0.1' }], {
        extensions: [{ name: 'subjectAltName', altNames: [...altNames] }],
      }),
    );
    await new Promise<void>((resolve) => registry.#server.listen(0, '127.0.0.1', resolve));
    return registry;
  }

  /** Without its protocol. */
  get address(): string {
    return `//127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer({ url = '', headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (headers.authorization !== `Bearer ${this.token}`) {
      response.writeHead(401).end();
      return;
    }
    const accept = headers.accept ?? '*/*';
    const answer = await fetch(new URL(url, this.#upstream), { headers: { accept } });
    const body = Buffer.from(await answer.arrayBuffer());
    const type = answer.headers.get('content-type') ?? '';
    this.answered += 1;
    response.writeHead(answer.status, { 'content-type': type });
    // Where the packages are, is here, too.
    response.end(
      type.includes('json') ? body.toString().replaceAll(this.#upstream, `https:${this.address}`) : body,
    );
  }
}
