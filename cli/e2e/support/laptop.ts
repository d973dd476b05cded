import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { preload } from '@interstella/libs/testing';
import { type ListedProcess, processesBelow } from './processes.ts';

const HOUR_MS = 3_600_000;
/** Between a process and the next that goes on: long enough for calls between them to fail, short for a laptop. */
const MOST_BETWEEN_MS = 300;

/** What time a process has, which differs from the real one by what the laptop slept. */
interface Slept {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

/**
 * Reads at most every 5 ms for how long the laptop slept. A process that was frozen reads it before it tells the time
 * again. Hands itself on to every process that this one starts: the platform gives tasks no environment of its own.
 */
const clockOf = (file: string) => `
  import childProcess from 'node:child_process';
  import { readFileSync } from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  const { NODE_OPTIONS } = process.env;
  const { spawn } = childProcess;
  childProcess.spawn = (command, args, options) =>
    spawn(command, args, { ...options, env: { ...(options?.env ?? process.env), NODE_OPTIONS } });
  syncBuiltinESMExports();
  const now = Date.now;
  const monotonic = performance.now.bind(performance);
  let readAt = -Infinity;
  let last;
  const slept = () => {
    if (monotonic() - readAt > 5) {
      last = JSON.parse(readFileSync(${JSON.stringify(file)}, 'utf8'));
      readAt = monotonic();
    }
    return last;
  };
  const wall = () => now() + slept().wallMs;
  performance.now = () => monotonic() + slept().monotonicMs;
  globalThis.Date = new Proxy(Date, {
    construct: (real, args, target) => Reflect.construct(real, args.length === 0 ? [wall()] : args, target),
    apply: (real) => new real(wall()).toString(),
    get: (real, name) => (name === 'now' ? wall : Reflect.get(real, name)),
  });
`;

/** A machine that can be put to sleep with all that was started in its environment. */
export class Laptop {
  /** For the commands that run on it. */
  readonly env: Readonly<Record<string, string>>;
  readonly #file: string;
  readonly #seed: number;
  readonly #asleep = new Map<number, string>();
  #slept: Slept = { wallMs: 0, monotonicMs: 0 };

  /**
   * @param folder for its clock
   * @param seed decides in which order its processes go on, and about the times between
   */
  constructor(folder: string, seed: number) {
    this.#file = join(folder, 'slept.json');
    this.#tellTime();
    this.env = preload(clockOf(this.#file));
    this.#seed = seed;
  }

  /** How far its clock is ahead of the real one by now. */
  get sleptMs(): number {
    return this.#slept.wallMs;
  }

  /** Freezes these processes, and all that they have started. */
  sleep(commands: readonly ListedProcess[]): void {
    // One that is frozen later may have started another meanwhile.
    while (this.#freeze([...commands, ...commands.flatMap(({ pid }) => processesBelow(pid))]) > 0);
  }

  /**
   * An hour later, lets the processes go on, one after the other.
   *
   * @param monotonic whether the clock that measures durations went on: it does on macOS, and not on Linux
   * @returns in which order they went on
   */
  async wake({ monotonic }: { readonly monotonic: boolean }): Promise<string> {
    const { wallMs, monotonicMs } = this.#slept;
    this.#slept = { wallMs: wallMs + HOUR_MS, monotonicMs: monotonicMs + (monotonic ? HOUR_MS : 0) };
    this.#tellTime();
    const order = [...this.#asleep]
      .map(([pid, name]) => ({ pid, name, rank: this.#random(name), waitMs: this.#random(`before ${name}`) }))
      .sort((one, other) => one.rank - other.rank);
    for (const { pid, waitMs } of order) {
      await delay(waitMs * MOST_BETWEEN_MS);
      signal(pid, 'SIGCONT');
    }
    this.#asleep.clear();
    return order.map(({ name }) => name).join(', ');
  }

  /** Lets go on at once what a test that failed has left asleep. */
  end(): void {
    for (const pid of this.#asleep.keys()) signal(pid, 'SIGCONT');
    this.#asleep.clear();
  }

  /** @returns how many were not frozen yet */
  #freeze(processes: readonly ListedProcess[]): number {
    const awake = processes.filter(({ pid }) => !this.#asleep.has(pid));
    for (const { pid, command } of awake) {
      signal(pid, 'SIGSTOP');
      this.#asleep.set(pid, this.#nameOf(command));
    }
    return awake.length;
  }

  /** `hq` of `node /path/hq/dist/main.js`, `monolith 2` of the second. What it does not know is called by its command. */
  #nameOf(command: string): string {
    const [, room = command, file = ''] = /(\w+)\/dist\/(\w+)\.js/.exec(command) ?? [];
    const name = file === 'main' || file === '' ? room : `${room} ${file}`;
    const alike = [...this.#asleep.values()].filter((other) => other.replace(/ \d+$/, '') === name).length;
    return alike === 0 ? name : `${name} ${alike + 1}`;
  }

  /** From 0 to 1, by the seed and the name alone: other processes change nothing. */
  #random(name: string): number {
    return createHash('sha256').update(`${this.#seed} ${name}`).digest().readUInt32BE() / 2 ** 32;
  }

  #tellTime(): void {
    writeFileSync(this.#file, JSON.stringify(this.#slept));
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has just ended.
  }
}
