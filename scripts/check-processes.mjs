import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { ROOT } from './install.mjs';

/** How long a check has to end in good order, in milliseconds. */
const STOP_LIMIT_MS = 20_000;

/**
 * @typedef {object} Surroundings
 * @property {Record<string, string>} [env] more for its environment
 * @property {((text: string) => void) | undefined} [onOutput] told what it says; without it, it speaks to the terminal
 *   itself
 */

/** Whether what is said here is seen in colours. */
export function isTerminal() {
  return process.stdout.isTTY && process.env.NO_COLOR === undefined;
}

/**
 * The programs of the checks. Each has a process group of its own, and a signal to stop goes to all of every one: also
 * to what an end-to-end test has started.
 */
export class CheckProcesses {
  /** @type {NodeJS.Signals | undefined} the signal that asked for an end; no check may be started after it */
  stoppedBy;
  /** @type {Set<number>} */
  #groups = new Set();
  /** @type {NodeJS.Timeout | undefined} */
  #killer;

  constructor() {
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.on(signal, () => {
        this.#stop(signal);
      });
    }
  }

  /**
   * @param {string} program its path in node_modules
   * @param {string[]} args
   * @param {Surroundings} [surroundings]
   * @returns {Promise<number>} the exit code; 1 if it was ended by a signal
   */
  async run(program, args, { env = {}, onOutput } = {}) {
    if (this.stoppedBy) return 1;
    const node = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules'];
    const output = onOutput ? 'pipe' : 'inherit';
    const child = spawn(process.execPath, [...node, join(ROOT, 'node_modules', program), ...args], {
      cwd: ROOT,
      detached: true,
      stdio: ['ignore', output, output],
      env: {
        ...process.env,
        // A shell that is set up for production must not change what the tests see.
        NODE_ENV: 'test',
        // The AWS SDK announces on Node 20 that it will want a newer Node from 2027 on.
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        // What is shown later cannot see that it is for a terminal.
        ...(onOutput && isTerminal() && { FORCE_COLOR: '1' }),
        ...env,
      },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => onOutput?.(text));
    }
    const group = child.pid ?? 0;
    this.#groups.add(group);
    try {
      return await new Promise((resolve, reject) => {
        child.once('error', reject);
        // One that speaks to the terminal has no streams here that could still be open.
        child.once(onOutput ? 'close' : 'exit', (/** @type {number | null} */ code) => {
          resolve(code ?? 1);
        });
      });
    } finally {
      this.#groups.delete(group);
      if (this.#groups.size === 0) clearTimeout(this.#killer);
    }
  }

  /** @param {NodeJS.Signals} signal */
  #stop(signal) {
    // npm passes on what the terminal has sent already: once is enough.
    if (this.stoppedBy) return;
    this.stoppedBy = signal;
    if (this.#groups.size === 0) return;
    this.#send(signal);
    this.#killer = setTimeout(() => {
      this.#send('SIGKILL');
    }, STOP_LIMIT_MS);
  }

  /** @param {NodeJS.Signals} signal */
  #send(signal) {
    for (const group of this.#groups) {
      try {
        process.kill(-group, signal);
      } catch {
        // It has ended this very moment.
      }
    }
  }
}
