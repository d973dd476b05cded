import { spawn, type ChildProcess } from 'node:child_process';
import { devNull } from 'node:os';
import * as v from 'valibot';
import { NamedError } from '@interstella/libs/errors';
import { LogFile } from './log-file.ts';

const READY_LIMIT_MS = 20_000;
const readyMessage = v.object({ ready: v.record(v.string(), v.union([v.string(), v.number()])) });

/** A program did not get ready, or ended by itself; or a kit did. The message says why and where to look. */
export class KitError extends NamedError {
  readonly code = 'KIT_FAILED';
}

export interface ProgramDefinition {
  readonly name: string;
  /** The program's bundle. */
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where everything it prints goes. */
  readonly logFile: string;
  /** Whether Node's own options and Docker's settings, which a kit's programs inherit, are kept from it. @default false */
  readonly seesOnlyItsOwn?: boolean;
}

/**
 * A program of ours as a process of its own. It has an IPC channel, through which it says that it is ready and by whose
 * closing it learns that this process has died; and a process group of its own, so that Ctrl-C in the terminal reaches
 * only this process, which stops the others in their order.
 */
export class ChildProgram {
  readonly name: string;
  readonly logFile: LogFile;
  /** Resolves with a sentence about how the program ended. */
  readonly ended: Promise<string>;
  readonly #process: ChildProcess;
  #hasEnded = false;
  /** Whether somebody ended it, so that the last that it said has nothing to do with that. */
  #wasKilled = false;

  private constructor(definition: ProgramDefinition, child: ChildProcess) {
    this.name = definition.name;
    this.logFile = new LogFile(definition.logFile);
    const unwatch = this.logFile.watch();
    this.#process = child;
    this.ended = new Promise((resolve) => {
      const end = (how: string) => {
        this.#hasEnded = true;
        unwatch();
        resolve(how);
      };
      child.once('exit', (code, signal) => {
        this.#wasKilled = signal === 'SIGKILL' || signal === 'SIGTERM';
        end(`${this.name} ended ${signal ? `by ${signal}` : `with exit code ${code ?? 'unknown'}`}`);
      });
      child.on('error', (error) => {
        // One that runs can also fail to be told something.
        if (child.pid === undefined) end(`${this.name} could not be started: ${error.message}`);
      });
    });
  }

  static async spawn(definition: ProgramDefinition): Promise<ChildProgram> {
    const log = await new LogFile(definition.logFile).begin();
    const child = spawn(process.execPath, ['--enable-source-maps', definition.entry], {
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
      env: {
        ...inherited(definition.seesOnlyItsOwn ? NEEDED : PASSED_ON),
        ...definition.env,
      },
      detached: true,
    });
    const program = new ChildProgram(definition, child);
    await log.close();
    return program;
  }

  /** Undefined if it could not be started. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Sends a signal; nothing happens if the program has ended. */
  signal(signal: NodeJS.Signals): void {
    if (!this.#hasEnded) this.#process.kill(signal);
  }

  /**
   * Lets go of the program, which takes it that this process is gone: it ends in good order, and if it is stopping
   * already, without draining any longer for a load balancer.
   */
  letGo(): void {
    if (this.#process.connected) this.#process.disconnect();
  }

  /** Resolves, when the program has ended, with how and, unless it was killed, with the last that it said. */
  async explainEnd(): Promise<string> {
    const how = await this.ended;
    const lastLine = this.#wasKilled ? undefined : await this.logFile.lastLine();
    return `${how}${lastLine === undefined ? '' : `: ${lastLine}`}. See ${this.logFile.path}.`;
  }

  /** SIGTERM, and SIGKILL if the program has not ended after the limit (in milliseconds). */
  async stop(limitMs: number): Promise<void> {
    this.signal(limitMs > 0 ? 'SIGTERM' : 'SIGKILL');
    const killer = setTimeout(() => {
      this.signal('SIGKILL');
    }, limitMs);
    await this.ended;
    clearTimeout(killer);
  }

  /** Resolves with the facts that the program announces once it is ready. @throws KitError if it does not get there within 20 s */
  ready(): Promise<Record<string, string | number>> {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        reject(
          new KitError(`${this.name} was not ready within ${READY_LIMIT_MS} ms. See ${this.logFile.path}.`),
        );
      }, READY_LIMIT_MS);
      this.#process.on('message', (message) => {
        const parsed = v.safeParse(readyMessage, message);
        if (!parsed.success) return;
        clearTimeout(limit);
        resolve(parsed.output.ready);
      });
      void this.explainEnd().then((how) => {
        clearTimeout(limit);
        reject(new KitError(how));
      });
    });
  }
}

/** Where programs, files and Docker are found, and how Node itself runs. */
const PASSED_ON = /^(PATH|HOME|TMPDIR|XDG_RUNTIME_DIR|NODE_OPTIONS|DOCKER_.*)$/;
/** Where a service finds programs and files. */
const NEEDED = /^(PATH|HOME|TMPDIR)$/;

/** No AWS settings from the person's home: there an SDK may be told to ignore the endpoint of this machine. */
const NO_AWS_FILES = { AWS_CONFIG_FILE: devNull, AWS_SHARED_CREDENTIALS_FILE: devNull };

/** Of this process's environment: nothing of the person's shell that a program's settings could be taken for. */
function inherited(names: RegExp): Record<string, string | undefined> {
  const own = Object.entries(process.env).filter(([name]) => names.test(name));
  return { ...Object.fromEntries(own), ...NO_AWS_FILES };
}
