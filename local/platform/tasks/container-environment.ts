import { open, rm, type FileHandle } from 'node:fs/promises';
import { TaskStartError } from './task-driver.ts';
import type { Environment } from './task-environment.ts';

/** What Docker's command line itself obeys, in either case. */
const OBEYED = /^(PATH|HOME|DOCKER_.*|.*_PROXY)$/i;

/** A container's variables, as `docker run` takes them without a value among its arguments, which everybody can read. */
export interface ContainerEnvironment {
  /** `NAME=value` lines. */
  readonly file: string;
  /** Those with a line break, which a file cannot have: they are passed on by name from the command line's own. */
  readonly byName: Environment;
}

/** @throws TaskStartError for a value with a line break whose name means something to Docker's command line */
export function containerEnvironment(env: Environment): ContainerEnvironment {
  const entries = Object.entries(env);
  const hasBreak = (value: string) => /[\r\n]/.test(value);
  const broken = entries.filter(([, value]) => hasBreak(value));
  const obeyed = broken.find(([name]) => OBEYED.test(name));
  if (obeyed) {
    throw new TaskStartError(
      `The variable ${obeyed[0]} has a line break, and so cannot be given to a container: Docker would obey it itself. ` +
        'Give it a value of one line.',
    );
  }
  const lines = entries.filter(([, value]) => !hasBreak(value)).map(([name, value]) => `${name}=${value}\n`);
  return { file: lines.join(''), byName: Object.fromEntries(broken) };
}

/**
 * Opens a file with this text that has no name any more when the text is in it, so that nobody finds it, also if this
 * process is killed. Who inherits its descriptor reads it from the beginning, as `/dev/fd/N`.
 */
export async function openUnnamed(path: string, text: string): Promise<FileHandle> {
  const file = await open(path, 'wx+', 0o600);
  try {
    await rm(path);
    // At a position of its own: where a descriptor is shared, so is where reading goes on.
    await file.write(text, 0);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}
