import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Handler = (match: readonly string[], body: Buffer, response: ServerResponse) => void;

/**
 * As much of an image registry as a push needs, in memory, with one user. Docker speaks to it without TLS, since it is at
 * 127.0.0.1.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export class LocalRegistry {
  /** Manifests by `repository:tag`. */
  readonly manifests = new Map<string, { readonly layers: readonly { readonly digest: string }[] }>();
  readonly blobs = new Map<string, Buffer>();
  readonly #uploads = new Map<string, Buffer[]>();
  readonly #authorization: string;
  readonly #server: Server;

  private constructor(user: string, password: string) {
    this.#authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(user: string, password: string): Promise<LocalRegistry> {
    const registry = new LocalRegistry(user, password);
    await new Promise<void>((resolve) => registry.#server.listen(0, '127.0.0.1', resolve));
    return registry;
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  readonly #routes: readonly (readonly [string, RegExp, Handler])[] = [
    ['GET', /^\/v2\/$/, (_, __, response) => response.end('{}')],
    [
      'HEAD',
      /^\/v2\/(.+)\/blobs\/(.+)$/,
      ([, , digest = ''], _, response) => {
        const blob = this.blobs.get(digest);
        response
          .writeHead(blob ? 200 : 404, {
            'content-length': blob?.length ?? 0,
            'docker-content-digest': digest,
          })
          .end();
      },
    ],
    [
      'POST',
      /^\/v2\/(.+)\/blobs\/uploads\/$/,
      ([, name = ''], _, response) => {
        const upload = randomUUID();
        this.#uploads.set(upload, []);
        response.writeHead(202, { location: `/v2/${name}/blobs/uploads/${upload}`, range: '0-0' }).end();
      },
    ],
    [
      'PATCH',
      /^\/v2\/(.+)\/blobs\/uploads\/([\w-]+)$/,
      ([path = '', , upload = ''], body, response) => {
        const parts = this.#uploads.get(upload) ?? [];
        parts.push(body);
        const length = parts.reduce((sum, part) => sum + part.length, 0);
        response.writeHead(202, { location: path, range: `0-${length - 1}` }).end();
      },
    ],
    [
      'PUT',
      /^\/v2\/(.+)\/blobs\/uploads\/([\w-]+)\?digest=(.+)$/,
      ([, , upload = '', digest = ''], body, response) => {
        const blob = Buffer.concat([...(this.#uploads.get(upload) ?? []), body]);
        const right = digestOf(blob) === decodeURIComponent(digest);
        if (right) this.blobs.set(digestOf(blob), blob);
        response.writeHead(right ? 201 : 400, { 'docker-content-digest': digestOf(blob) }).end();
      },
    ],
    [
      'PUT',
      /^\/v2\/(.+)\/manifests\/(.+)$/,
      ([, name = '', tag = ''], body, response) => {
        this.manifests.set(`${name}:${tag}`, JSON.parse(body.toString()) as { layers: { digest: string }[] });
        response.writeHead(201, { 'docker-content-digest': digestOf(body) }).end();
      },
    ],
  ];

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.headers.authorization !== this.#authorization) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' }).end();
      return;
    }
    for (const [method, pattern, handle] of this.#routes) {
      const match = method === request.method ? pattern.exec(request.url ?? '') : null;
      if (match) {
        handle(match, Buffer.concat(chunks), response);
        return;
      }
    }
    response.writeHead(404).end();
  }
}

const digestOf = (content: Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`;
