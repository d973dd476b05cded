import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { docker } from '../../docker/index.ts';
import { LogFile } from '../../programs/index.ts';
import type { TargetAddress } from '../load-balancer/targets.ts';
import { accepts } from './accepts.ts';
import { containerEnvironment, openUnnamed } from './container-environment.ts';
import type { Environment } from './task-environment.ts';

const READY_LIMIT_MS = 30_000;
const POLL_MS = 50;

export interface ContainerPlan {
  readonly name: string;
  /** Everything between `docker run --rm --name NAME` and the image. */
  readonly options: readonly string[];
  readonly image: string;
  readonly env: Environment;
  readonly logFile: string;
}

interface Exit {
  readonly how: string;
  /** Whether there is no container any more. */
  readonly isSure: boolean;
}

/** A container that runs as long as its `docker run` does. */
export class Container {
  readonly name: string;
  /** Resolves when it has ended, with how, the last that it said, and where the rest stands. */
  readonly ended: Promise<string>;
  #hasEnded = false;

  private constructor({ name, logFile }: ContainerPlan, exit: Promise<Exit>) {
    this.name = name;
    const log = new LogFile(logFile);
    const unwatch = log.watch();
    this.ended = exit.then(async ({ how, isSure }) => {
      // The end of the `docker` command is not the end of its container.
      if (!isSure) await docker(['rm', '--force', name]).catch(() => undefined);
      this.#hasEnded = true;
      unwatch();
      const lastLine = await log.lastLine();
      return `${name} ${how}${lastLine === undefined ? '' : `: ${lastLine}`}. See ${log.path}.`;
    });
  }

  static async run(plan: ContainerPlan): Promise<Container> {
    const { name, options, image, env, logFile } = plan;
    const { file, byName } = containerEnvironment(env);
    const log = await new LogFile(logFile).begin();
    const variables = await openUnnamed(`${logFile}.env`, file);
    const environment = [
      ...['--env-file', '/dev/fd/3'],
      ...Object.keys(byName).flatMap((variable) => ['--env', variable]),
    ];
    const child = spawn('docker', ['run', '--rm', '--name', name, ...options, ...environment, image], {
      stdio: ['ignore', log.fd, log.fd, variables.fd],
      env: { ...process.env, ...byName },
      // Ctrl-C in the terminal reaches only this process, which stops the others in their order.
      detached: true,
    });
    const exit = new Promise<Exit>((resolve) => {
      child.once('error', (error) => {
        resolve({ how: `could not be started: ${error.message}`, isSure: true });
      });
      child.once('exit', (code, signal) => {
        const how = signal ? `ended by ${signal}` : `ended with exit code ${code ?? 'unknown'}`;
        resolve({ how, isSure: signal === null });
      });
    });
    const container = new Container(plan, exit);
    await Promise.all([log.close(), variables.close()]);
    return container;
  }

  /**
   * Resolves when the container runs and something listens at the address.
   *
   * @returns the process id of its first process, as the machine sees it
   * @throws Error if the container ends before, or it takes 30 s
   */
  async listens(address: TargetAddress, cancel: AbortSignal): Promise<number> {
    let end: string | undefined;
    void this.ended.then((how) => (end = how));
    const deadline = Date.now() + READY_LIMIT_MS;
    for (;;) {
      const pid = (await accepts(address)) ? await this.#pid() : undefined;
      if (end !== undefined) throw new Error(end);
      if (cancel.aborted) throw new Error('It was stopped before it ran.');
      if (pid !== undefined) return pid;
      if (Date.now() > deadline) throw new Error(`${this.name} did not listen within ${READY_LIMIT_MS} ms.`);
      await delay(POLL_MS);
    }
  }

  /** Undefined while it does not run. */
  async #pid(): Promise<number | undefined> {
    const text = await docker(['inspect', '--format', '{{.State.Pid}}', this.name]).catch(() => '');
    return Number(text) || undefined;
  }

  /** SIGTERM, and SIGKILL after the limit. Resolves when it has ended. */
  async stop(limitMs: number): Promise<void> {
    const limitS = Math.ceil(limitMs / 1_000);
    // It may have ended by itself meanwhile.
    await docker(['stop', '-t', String(limitS), this.name], { timeLimitMs: limitMs + 30_000 }).catch(
      () => undefined,
    );
    await this.ended;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.#hasEnded) return;
    docker(['kill', '--signal', signal, this.name]).catch(() => undefined);
  }

  /** Ends it at once, whatever state it is in, and takes it away. */
  async remove(): Promise<void> {
    await docker(['rm', '--force', this.name]).catch(() => undefined);
    await this.ended;
  }
}
