import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { ROOT } from './install.mjs';

/** How long a check has to end in good order, in milliseconds. */
const STOP_LIMIT_MS = 20_000;

/**
 * The programs of the checks, one at a time. Each has a process group of its own, and a signal to stop goes to all of
 * it: also to what an end-to-end test has started.
 */
export class CheckProcesses {
  /** @type {NodeJS.Signals | undefined} the signal that asked for an end; no check may be started after it */
  stoppedBy;
  /** @type {number | undefined} */
  #group;
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
   * @returns {Promise<number>} the exit code; 1 if it was ended by a signal
   */
  async run(program, args) {
    if (this.stoppedBy) return 1;
    const node = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules'];
    const child = spawn(process.execPath, [...node, join(ROOT, 'node_modules', program), ...args], {
      cwd: ROOT,
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        // A shell that is set up for production must not change what the tests see.
        NODE_ENV: 'test',
        // The AWS SDK announces on Node 20 that it will want a newer Node from 2027 on.
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      },
    });
    this.#group = child.pid;
    /** @type {number} */
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => {
        resolve(code ?? 1);
      });
    });
    clearTimeout(this.#killer);
    this.#group = undefined;
    return code;
  }

  /** @param {NodeJS.Signals} signal */
  #stop(signal) {
    // npm passes on what the terminal has sent already: once is enough.
    if (this.stoppedBy) return;
    this.stoppedBy = signal;
    const group = this.#group;
    if (group === undefined) return;
    process.kill(-group, signal);
    this.#killer = setTimeout(() => process.kill(-group, 'SIGKILL'), STOP_LIMIT_MS);
  }
}
