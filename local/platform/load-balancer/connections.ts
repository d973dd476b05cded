import { Client } from 'undici';

/** Above what any rehearsal asks for; a request beyond it waits until the one before it on its connection is over. */
const MAXIMUM_CONNECTIONS = 1_024;

/**
 * The connections to one target. The one that was given back last is taken first, so that those beyond what is needed fall
 * idle and close. undici's Pool looks through all of its connections for every request, which is felt from a hundred on.
 */
export class Connections {
  readonly #origin: string;
  #options: Client.Options;
  readonly #all: Client[] = [];
  readonly #free: Client[] = [];
  /** How many requests have each connection: more than one only above the limit. */
  readonly #uses = new Map<Client, number>();
  /** Those that were opened with other options, until their requests are over. */
  readonly #outdated = new Set<Client>();
  #turn = 0;

  constructor(origin: string, options: Client.Options) {
    this.#origin = origin;
    this.#options = options;
  }

  /** Those that are open with other options end, once their requests are over. */
  set options(options: Client.Options) {
    this.#options = options;
    for (const connection of this.#all.splice(0)) this.#outdated.add(connection);
    for (const connection of this.#free.splice(0)) this.#end(connection);
  }

  /** {@link giveBack} must follow. */
  take(): Client {
    const connection = this.#free.pop() ?? this.#open();
    this.#uses.set(connection, (this.#uses.get(connection) ?? 0) + 1);
    return connection;
  }

  giveBack(connection: Client): void {
    const uses = (this.#uses.get(connection) ?? 1) - 1;
    this.#uses.set(connection, uses);
    if (uses > 0) return;
    if (this.#outdated.has(connection)) this.#end(connection);
    else this.#free.push(connection);
  }

  /** Ends all of them, and what is under way on them. */
  async destroy(): Promise<void> {
    await Promise.all([...this.#all, ...this.#outdated].map((connection) => connection.destroy()));
  }

  #end(connection: Client): void {
    this.#outdated.delete(connection);
    this.#uses.delete(connection);
    connection.destroy().catch(() => undefined);
  }

  #open(): Client {
    this.#turn = (this.#turn + 1) % MAXIMUM_CONNECTIONS;
    const busy = this.#all.length < MAXIMUM_CONNECTIONS ? undefined : this.#all[this.#turn];
    if (busy) return busy;
    const connection = new Client(this.#origin, this.#options);
    this.#all.push(connection);
    return connection;
  }
}
