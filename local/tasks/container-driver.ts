import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import type { TaskDefinition } from '../deployment/index.ts';
import { Container } from './container.ts';
import { docker } from './docker.ts';
import type { ReadParameters } from './secrets.ts';
import { TaskStartError, type RunningTask, type TaskDriver, type TaskRequest } from './task-driver.ts';
import { taskEnvironment, type OverlayEntry } from './task-environment.ts';
import { pruneTaskLogs, taskLogFile } from './task-log.ts';

const HOST = '127.0.0.1';
const LABEL = 'interstella.state';

export interface ContainerDriverOptions {
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

  constructor(options: ContainerDriverOptions) {
    this.#options = options;
  }

  async start(request: TaskRequest, cancel: AbortSignal): Promise<RunningTask> {
    const { definition, group, id } = request;
    const image = await requireImage(definition);
    const port = definition.hostPort || (await anyPort());
    const { readParameters, overlay, stateFolder, logFolder } = this.#options;
    const env = await taskEnvironment({ image: {}, definition, readParameters, overlay, port }, cancel);
    noteContainers(stateFolder);
    await pruneTaskLogs(logFolder, group);
    const container = await Container.run({
      name: `${group}-${id}`,
      options: ['--label', labelOf(stateFolder), ...optionsFor(definition)],
      logFile: taskLogFile(logFolder, group, id),
      ...{ image, env },
    });
    const address = { host: HOST, port };
    try {
      await container.listens(address, cancel);
    } catch (error) {
      await container.remove();
      throw new TaskStartError(error instanceof Error ? error.message : String(error));
    }
    return runningTask(container, address, await container.pid());
  }
}

/** Removes the containers that an earlier run has left behind. @returns their names */
export async function cleanUpLeftoverContainers(stateFolder: string): Promise<readonly string[]> {
  if (!existsSync(markerIn(stateFolder))) return [];
  const filter = `label=${labelOf(stateFolder)}`;
  const names = (await docker(['ps', '--all', '--format', '{{.Names}}', '--filter', filter])).split('\n');
  const found = names.filter((name) => name !== '');
  if (found.length > 0) await docker(['rm', '--force', ...found]);
  rmSync(markerIn(stateFolder), { force: true });
  return found;
}

/** The marker of a folder says that Docker has to be asked; without it, nobody needs Docker. */
function markerIn(stateFolder: string): string {
  return join(stateFolder, 'tasks', 'containers');
}

function noteContainers(stateFolder: string): void {
  mkdirSync(join(stateFolder, 'tasks'), { recursive: true });
  writeFileSync(markerIn(stateFolder), '');
}

function labelOf(stateFolder: string): string {
  return `${LABEL}=${resolve(stateFolder)}`;
}

/** @throws TaskStartError as ECS has it for an image that is not in the registry */
async function requireImage({ image: { repository, tag } }: TaskDefinition): Promise<string> {
  const image = `${repository}:${tag}`;
  await docker(['image', 'inspect', '--format', '{{.Id}}', image]).catch((error: unknown) => {
    throw new TaskStartError(
      `CannotPullContainerError: ${image} is not on this machine (${(error as Error).message}). ` +
        'Build it: npx interstella images build',
    );
  });
  return image;
}

function optionsFor(definition: TaskDefinition): readonly string[] {
  return [
    ...['--network', 'host', '--pull', 'never', '--user', definition.user],
    ...(definition.readonlyRootFilesystem ? ['--read-only'] : []),
    ...['--memory', `${definition.memory}m`, '--stop-timeout', String(definition.stopTimeoutS)],
    ...['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
  ];
}

/** In the machine's own network nobody maps ports: one that is free now is the container's. */
async function anyPort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function runningTask(
  container: Container,
  address: RunningTask['address'],
  pid: number | undefined,
): RunningTask {
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
