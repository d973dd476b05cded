import { messageOf } from '@interstella/libs/errors';
import { docker, dockerReason, limitOptions } from '../../docker/index.ts';
import type { TaskDefinition } from '../deployment/index.ts';
import { accepts } from './accepts.ts';
import { Container } from './container.ts';
import { FreePorts } from './free-ports.ts';
import { ContainerMarker } from './leftover-containers.ts';
import type { ImageCatalogue } from './process-driver.ts';
import type { ReadParameters } from './secrets.ts';
import { TaskStartError, type RunningTask, type TaskDriver, type TaskRequest } from './task-driver.ts';
import { taskEnvironment, type OverlayEntry } from './task-environment.ts';
import { pruneTaskLogs, taskLogFile } from './task-log.ts';

const HOST = '127.0.0.1';

export interface ContainerDriverOptions {
  /** What of it breaks an image on purpose; the rest is in the images. */
  readonly catalogue: ImageCatalogue;
  readonly readParameters: ReadParameters;
  readonly overlay: readonly OverlayEntry[];
  /** Where it notes down that there may be containers, and what they are labelled with. */
  readonly stateFolder: string;
  /** A folder for each service, a file for each task. */
  readonly logFolder: string;
}

/**
 * Runs a task as a container of its real image, with the limits of its task definition. Containers share this machine's
 * network, where everything that they call listens at the loopback address alone; Docker Desktop has to be told to allow
 * that (host networking). A container does not notice that its supervisor was killed: the next start removes it.
 */
export class ContainerDriver implements TaskDriver {
  readonly #options: ContainerDriverOptions;
  readonly #marker: ContainerMarker;
  readonly #ports = new FreePorts();

  constructor(options: ContainerDriverOptions) {
    this.#options = options;
    this.#marker = new ContainerMarker(options.stateFolder);
  }

  async start(request: TaskRequest, cancel: AbortSignal): Promise<RunningTask> {
    const { hostPort } = request.definition;
    // In the machine's own network nobody maps ports: one that is free now is the container's.
    const port = hostPort === 0 ? await this.#ports.take() : hostPort;
    const ended = this.#marker.note();
    const giveBack = () => {
      this.#ports.giveBack(port);
      ended();
    };
    try {
      const task = await this.#run(request, port, cancel);
      void task.ended.then(giveBack);
      return task;
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  /** @throws TaskStartError; there is no container then */
  async #run(
    { definition, group, id }: TaskRequest,
    port: number,
    cancel: AbortSignal,
  ): Promise<RunningTask> {
    const image = await requireImage(definition);
    const { catalogue, readParameters, overlay, logFolder } = this.#options;
    const fault = catalogue[image]?.fault ?? {};
    const env = await taskEnvironment({ image: fault, definition, readParameters, overlay, port }, cancel);
    await pruneTaskLogs(logFolder, group);
    const address = { host: HOST, port };
    // It would be taken for the container, which itself cannot listen there.
    if (await accepts(address)) {
      throw new TaskStartError(`Something else listens at ${HOST}:${port} already. End it first.`);
    }
    const container = await Container.run({
      name: `${group}-${id}`,
      options: [
        ...['--label', this.#marker.label, '--network', 'host', '--pull', 'never'],
        ...limitOptions(definition).flat(),
      ],
      logFile: taskLogFile(logFolder, group, id),
      ...{ image, env },
    });
    try {
      return runningTask(container, address, await container.listens(address, cancel));
    } catch (error) {
      await container.remove();
      throw new TaskStartError(messageOf(error));
    }
  }
}

/** @throws TaskStartError as ECS has it for an image that is not in the registry */
async function requireImage({ image: { repository, tag } }: TaskDefinition): Promise<string> {
  const image = `${repository}:${tag}`;
  await docker(['image', 'inspect', '--format', '{{.Id}}', image]).catch((error: unknown) => {
    throw new TaskStartError(
      `CannotPullContainerError: ${image} is not on this machine (${dockerReason(error)}). ` +
        'Build it: npx interstella images build',
    );
  });
  return image;
}

function runningTask(container: Container, address: RunningTask['address'], pid: number): RunningTask {
  return {
    address,
    pid,
    ended: container.ended,
    stop: (limitMs) => container.stop(limitMs),
    // It has no channel that could be closed; this it takes in the same way.
    endDrain: () => {
      container.signal('SIGINT');
    },
    signal: (signal) => {
      container.signal(signal);
    },
  };
}
