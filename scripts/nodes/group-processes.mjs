import { spawn } from 'node:child_process';

/** Programs of which each has a process group of its own; a signal to stop goes to all of it. */
export class GroupProcesses {
  /** @type {NodeJS.Signals | undefined} */
  stoppedBy;
  /** @type {Set<number>} */
  #groups = new Set();

  constructor() {
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.on(signal, () => {
        this.stoppedBy ??= signal;
        for (const group of this.#groups) stop(group, signal);
      });
    }
  }

  /**
   * Runs a program to its end. What it says is shown.
   *
   * @param {string} command
   * @param {string[]} args
   * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} place
   * @param {(output: string) => boolean} [isEnough] asked with all it has said so far; SIGINT ends the program then
   * @returns {Promise<{ code: number, output: string }>} the exit code; 1 for a signal
   */
  async run(command, args, place, isEnough = () => false) {
    if (this.stoppedBy) return { code: 1, output: '' };
    const child = spawn(command, args, { ...place, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const group = child.pid ?? 0;
    this.#groups.add(group);
    let output = '';
    let asked = false;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        process.stdout.write(text);
        output += text;
        if (asked || !isEnough(output)) return;
        asked = true;
        stop(group, 'SIGINT');
      });
    }
    try {
      const code = await new Promise((resolve, reject) => {
        child.once('error', reject).once('close', resolve);
      });
      return { code: code ?? 1, output };
    } finally {
      this.#groups.delete(group);
    }
  }
}

/** @param {number} group @param {NodeJS.Signals} signal */
function stop(group, signal) {
  try {
    process.kill(-group, signal);
  } catch {
    // It has ended this very moment.
  }
}
