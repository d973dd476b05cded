import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { docker, dockerReason } from '../../docker/index.ts';

const LABEL = 'interstella.state';

/** What a run that was killed has left in Docker could not be removed: why, and what to do. */
export class LeftoverContainersError extends Error {
  override readonly name = 'LeftoverContainersError';
}

/**
 * Notes down that there may be containers, so that they are found again after this process was killed; and takes the note
 * away when the last one has ended. As long as it is not there, nobody needs Docker.
 */
export class ContainerMarker {
  /** `name=value`, which containers are found by again. */
  readonly label: string;
  readonly #file: string;
  #running = 0;

  constructor(stateFolder: string) {
    this.label = labelOf(stateFolder);
    this.#file = markerIn(stateFolder);
  }

  /** At once, so that nobody is killed in between. @returns says that it is not there any more */
  note(): () => void {
    this.#running += 1;
    mkdirSync(join(this.#file, '..'), { recursive: true });
    writeFileSync(this.#file, '');
    let hasEnded = false;
    return () => {
      if (hasEnded) return;
      hasEnded = true;
      this.#running -= 1;
      if (this.#running === 0) rmSync(this.#file, { force: true });
    };
  }
}

/** Removes the containers that an earlier run has left behind. @returns their names. @throws LeftoverContainersError */
export async function cleanUpLeftoverContainers(stateFolder: string): Promise<readonly string[]> {
  if (!existsSync(markerIn(stateFolder))) return [];
  const filter = `label=${labelOf(stateFolder)}`;
  try {
    const names = (await docker(['ps', '--all', '--format', '{{.Names}}', '--filter', filter])).split('\n');
    const found = names.filter((name) => name !== '');
    if (found.length > 0) await docker(['rm', '--force', ...found]);
    rmSync(markerIn(stateFolder), { force: true });
    return found;
  } catch (error) {
    throw new LeftoverContainersError(
      `Containers of an earlier run may still be there (${dockerReason(error)}). The next start removes them when ` +
        `Docker answers; by hand: docker rm --force $(docker ps --all --quiet --filter ${filter})`,
      { cause: error },
    );
  }
}

function markerIn(stateFolder: string): string {
  return join(stateFolder, 'tasks', 'containers');
}

function labelOf(stateFolder: string): string {
  return `${LABEL}=${resolve(stateFolder)}`;
}
