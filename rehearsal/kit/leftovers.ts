import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ChildProgram, type ProgramDefinition } from '@interstella/local/programs';
import {
  cleanUpLeftoverContainers,
  cleanUpLeftovers,
  LeftoverContainersError,
  ProcessRecords,
  startOf,
} from '@interstella/local/platform/tasks';
import { templateCache } from '@interstella/migration/assembly/template-cache.ts';
import { kitFolder } from '@interstella/infra/workspace/kit-folder.ts';

/** For the kernel to take from the killed what they held, their ports for instance. */
const GONE_LIMIT_MS = 5_000;
const POLL_MS = 20;

/** Apart from the records of tasks, which the platform writes. */
const programsFolder = () => join(kitFolder(), 'programs');

/** Starts a program, noted down so that the next run finds it if this one is killed and it hangs. */
export async function spawnNoted(definition: ProgramDefinition): Promise<ChildProgram> {
  const program = await ChildProgram.spawn(definition);
  const { pid } = program;
  if (pid === undefined) return program;
  const forget = new ProcessRecords(programsFolder()).note(`${definition.name}-${pid}`, definition.name, pid);
  void program.ended.then(forget);
  return program;
}

/**
 * Ends the programs, tasks and containers that a killed run has left running. A new kit calls it once it has claimed its
 * folder, before it looks at the ports and before it starts anything.
 *
 * @returns what was ended, and what could not be, in sentences
 */
export async function cleanUpKit(): Promise<readonly string[]> {
  const programs = cleanUpLeftovers(programsFolder());
  const tasks = cleanUpLeftovers(kitFolder());
  await gone([...programs, ...tasks].map(({ pid }) => pid));
  const named = tasks.map(({ group, task }) => `${task} of ${group}`);
  return [
    ...(programs.length > 0
      ? [`Programs of an earlier run that still ran, and are ended now: ${listed(programs)}.`]
      : []),
    ...(tasks.length > 0
      ? [`Tasks of an earlier run that hung, and are ended now: ${named.join(', ')}.`]
      : []),
    ...(await removeContainers()),
    ...(await removeFolders()),
  ];
}

/** Of runs that were killed while they synthesized a template. */
async function removeFolders(): Promise<readonly string[]> {
  const count = await templateCache().removeAbandoned();
  return count === 0 ? [] : [`Temporary folders of earlier runs, which are removed now: ${count}.`];
}

async function removeContainers(): Promise<readonly string[]> {
  try {
    const names = await cleanUpLeftoverContainers(kitFolder());
    if (names.length === 0) return [];
    return [`Containers of an earlier run, which are removed now: ${names.join(', ')}.`];
  } catch (error) {
    // Without --containers nobody needs Docker, and what runs there is in nobody's way.
    if (error instanceof LeftoverContainersError) return [error.message];
    throw error;
  }
}

/**
 * Ends the tasks of this run that are still there when its programs are not: the platform was killed. Where Docker does not
 * answer, the next start sees to its containers.
 */
export async function endOrphans(): Promise<void> {
  await gone(cleanUpLeftovers(kitFolder()).map(({ pid }) => pid));
  await cleanUpLeftoverContainers(kitFolder()).catch(() => undefined);
}

function listed(programs: readonly { readonly group: string }[]): string {
  return programs.map(({ group }) => group).join(', ');
}

async function gone(pids: readonly number[]): Promise<void> {
  const deadline = Date.now() + GONE_LIMIT_MS;
  while (pids.some((pid) => startOf(pid) !== undefined) && Date.now() < deadline) await delay(POLL_MS);
}
