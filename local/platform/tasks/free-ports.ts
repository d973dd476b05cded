import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** As nobody holds a port between its choice and the moment when a program listens there, more than one may be offered it. */
const TRIES = 20;

/** Ports for programs that cannot choose one by themselves. No two of them get the same, however long one takes to listen. */
export class FreePorts {
  readonly #given = new Set<number>();
  readonly #offer: () => Promise<number>;

  /** @param offer one that is free at this moment */
  constructor(offer: () => Promise<number> = freeNow) {
    this.#offer = offer;
  }

  /** @returns a port that is free, and nobody else's until it is given back. @throws Error if there is none */
  async take(): Promise<number> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const port = await this.#offer();
      if (this.#given.has(port)) continue;
      this.#given.add(port);
      return port;
    }
    throw new Error(`Of ${TRIES} ports that are free on this machine, each is about to be used. Try again.`);
  }

  giveBack(port: number): void {
    this.#given.delete(port);
  }
}

async function freeNow(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
