import { once } from 'node:events';
import { type IncomingHttpHeaders, createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { waitFor } from '@interstella/libs/testing';

/** The JSON of a delivery; MessageAttributes alone is no string. */
export type Envelope = Readonly<Record<string, string | undefined>>;

/** An SNS delivery as it arrived. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly envelope: Envelope;
}

/** How a path answers its delivery number `count`, from 1 on: a status, or not at all. */
export type Answer = (count: number) => number | 'nothing' | 'hang up';

/** An HTTP subscriber that keeps what it gets and answers as it is told, 200 unless told otherwise. */
export class Receiver {
  readonly received: Received[] = [];
  readonly #answers = new Map<string, Answer>();
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const path = request.url ?? '';
      const envelope = JSON.parse(body) as Envelope;
      this.received.push({ path, headers: request.headers, body, envelope });
      const status = this.#answers.get(path)?.(this.on(path).length) ?? 200;
      if (status === 'nothing') return;
      if (status === 'hang up') {
        request.socket.destroy();
        return;
      }
      response.writeHead(status, status >= 300 && status < 400 ? { location: '/elsewhere' } : {}).end('ok');
    });
  });
  #base = '';

  /** @param publicUrl how the SNS under test reaches `port`, if not on loopback */
  static async start(port = 0, publicUrl?: string): Promise<Receiver> {
    const receiver = new Receiver();
    receiver.#server.listen(port, '127.0.0.1');
    await once(receiver.#server, 'listening');
    const bound = (receiver.#server.address() as AddressInfo).port;
    receiver.#base = publicUrl?.replace(/\/$/, '') ?? `http://127.0.0.1:${bound}`;
    return receiver;
  }

  url(path: string): string {
    return this.#base + path;
  }

  answer(path: string, answer: Answer): void {
    this.#answers.set(path, answer);
  }

  /** What came to a path, of one type if that is asked for, in the order of arrival. */
  on(path: string, type?: string): Received[] {
    return this.received.filter(
      (delivery) => delivery.path === path && (type === undefined || delivery.envelope.Type === type),
    );
  }

  /** Waits until `count` deliveries of a type have come to a path, and gives them. */
  async arrived(path: string, type: string, count = 1): Promise<[Received, ...Received[]]> {
    const deliveries = await waitFor(`${count} × ${type} on ${path}`, () => {
      const now = this.on(path, type);
      return now.length >= count ? now : undefined;
    });
    return deliveries as [Received, ...Received[]];
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
