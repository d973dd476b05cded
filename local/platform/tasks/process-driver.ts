import { messageOf } from '@interstella/libs/errors';
import { ChildProgram } from '../../programs/index.ts';
import type { ProcessRecords } from './leftovers.ts';
import type { ReadParameters } from './secrets.ts';
import { TaskStartError, type RunningTask, type TaskDriver, type TaskRequest } from './task-driver.ts';
import { taskEnvironment, type Environment, type OverlayEntry } from './task-environment.ts';
import { pruneTaskLogs, taskLogFile } from './task-log.ts';

const HOST = '127.0.0.1';

/** What runs for an image where there is no Docker. */
export interface ImageProgram {
  /** Absolute path of the program. */
  readonly entry: string;
  /** What is baked into the image's environment. */
  readonly env: Environment;
  /** What breaks it on purpose, also where the image itself runs as a container. */
  readonly fault?: Environment | undefined;
}

/** By image: `interstella-monolith:noiridium`. */
export type ImageCatalogue = Readonly<Record<string, ImageProgram>>;

export interface ProcessDriverOptions {
  readonly catalogue: ImageCatalogue;
  readonly readParameters: ReadParameters;
  readonly overlay: readonly OverlayEntry[];
  readonly records: ProcessRecords;
  /** A folder for each service, a file for each task. */
  readonly logFolder: string;
}

/**
 * Runs a task as a process: the image's own program, with the environment that the task definition gives it. It listens on
 * any port where ECS would choose one. When this process ends, the tasks do, too.
 */
export class ProcessDriver implements TaskDriver {
  readonly #options: ProcessDriverOptions;

  constructor(options: ProcessDriverOptions) {
    this.#options = options;
  }

  async start(request: TaskRequest, cancel: AbortSignal): Promise<RunningTask> {
    const { definition, group } = request;
    const image = this.#pull(definition.image);
    const { readParameters, overlay, logFolder } = this.#options;
    const baked = { ...image.env, ...image.fault };
    const sources = { image: baked, definition, readParameters, overlay, port: definition.hostPort };
    const env = await taskEnvironment(sources, cancel);
    refuseIfCancelled(cancel);
    await pruneTaskLogs(logFolder, group);
    const program = await ChildProgram.spawn({
      name: `${group} ${request.id}`,
      entry: image.entry,
      env,
      logFile: taskLogFile(logFolder, group, request.id),
      seesOnlyItsOwn: true,
    });
    this.#note(request, program);
    return runningTask(program, await portOf(program, cancel));
  }

  /** @throws TaskStartError as ECS has it for an image that is not in the registry */
  #pull({ repository, tag }: TaskRequest['definition']['image']): ImageProgram {
    const image = this.#options.catalogue[`${repository}:${tag}`];
    if (image) return image;
    const known = Object.keys(this.#options.catalogue).join(', ');
    throw new TaskStartError(`CannotPullContainerError: ${repository}:${tag} not found. There is: ${known}`);
  }

  #note({ id, group }: TaskRequest, program: ChildProgram): void {
    if (program.pid === undefined) return;
    const forget = this.#options.records.note(id, group, program.pid);
    void program.ended.then(forget);
  }
}

/** @throws TaskStartError if it does not become ready, or is cancelled; it has ended then */
async function portOf(program: ChildProgram, cancel: AbortSignal): Promise<number> {
  const stop = () => {
    program.signal('SIGKILL');
  };
  cancel.addEventListener('abort', stop, { once: true });
  try {
    refuseIfCancelled(cancel);
    const { port } = await program.ready();
    if (typeof port !== 'number') throw new Error(`${program.name} does not say on which port it listens.`);
    return port;
  } catch (error) {
    await program.stop(0);
    throw new TaskStartError(messageOf(error));
  } finally {
    cancel.removeEventListener('abort', stop);
  }
}

function refuseIfCancelled(cancel: AbortSignal): void {
  if (cancel.aborted) throw new TaskStartError('It was stopped before it ran.');
}

function runningTask(program: ChildProgram, port: number): RunningTask {
  return {
    address: { host: HOST, port },
    pid: program.pid,
    ended: program.explainEnd(),
    stop: (limitMs) => program.stop(limitMs),
    endDrain: () => {
      program.letGo();
    },
    signal: (signal) => {
      program.signal(signal);
    },
  };
}
