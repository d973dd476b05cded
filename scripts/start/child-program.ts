import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { spawn, type ChildProcess } from 'node:child_process';
import * as v from 'valibot';

const READY_LIMIT_MS = 20_000;
const readyMessage = v.object({ ready: v.record(v.string(), v.union([v.string(), v.number()])) });

export interface ProgramDefinition {
  readonly name: string;
  /** The program's bundle. */
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where everything it prints goes. */
  readonly logFile: string;
}

/**
 * A program of ours as a process of its own. It has an IPC channel, through which it says that it is ready and by whose
 * closing it learns that this process has died; and a process group of its own, so that Ctrl-C in the terminal reaches
 * only this process, which stops the others in their order.
 */
export class ChildProgram {
  readonly name: string;
  readonly logFile: string;
  /** Resolves with a sentence about how the program ended. */
  readonly ended: Promise<string>;
  readonly #process: ChildProcess;
  #hasEnded = false;

  private constructor(definition: ProgramDefinition, child: ChildProcess) {
    this.name = definition.name;
    this.logFile = definition.logFile;
    this.#process = child;
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.#hasEnded = true;
        resolve(`${this.name} ended ${signal ? `by ${signal}` : `with exit code ${code ?? 'unknown'}`}`);
      });
    });
  }

  static async spawn(definition: ProgramDefinition): Promise<ChildProgram> {
    await mkdir(dirname(definition.logFile), { recursive: true });
    const log = await open(definition.logFile, 'w', 0o600);
    const child = spawn(process.execPath, ['--enable-source-maps', definition.entry], {
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
      env: { ...inheritedEnvironment(), ...definition.env },
      detached: true,
    });
    await log.close();
    return new ChildProgram(definition, child);
  }

  /** SIGTERM, and SIGKILL if the program has not ended after the limit (in milliseconds). */
  async stop(limitMs: number): Promise<void> {
    if (this.#hasEnded) return;
    this.#process.kill(limitMs > 0 ? 'SIGTERM' : 'SIGKILL');
    const killer = setTimeout(() => this.#process.kill('SIGKILL'), limitMs);
    await this.ended;
    clearTimeout(killer);
  }

  /** Resolves with the facts that the program announces once it is ready. @throws if it does not get there */
  ready(): Promise<Record<string, string | number>> {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        reject(new Error(`${this.name} was not ready within ${READY_LIMIT_MS} ms. See ${this.logFile}.`));
      }, READY_LIMIT_MS);
      this.#process.on('message', (message) => {
        const parsed = v.safeParse(readyMessage, message);
        if (!parsed.success) return;
        clearTimeout(limit);
        resolve(parsed.output.ready);
      });
      this.#process.once('error', reject);
      void this.ended.then((how) => {
        clearTimeout(limit);
        reject(new Error(`${how} before it was ready. See ${this.logFile}.`));
      });
    });
  }
}

/** Variables of the person's own shell that mean something to AWS SDKs must not reach a local rehearsal. */
function inheritedEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')));
}
