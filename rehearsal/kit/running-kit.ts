import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startOf } from '@interstella/local/platform/tasks';
import * as v from 'valibot';
import { UsageError } from '@interstella/libs/errors';
import { kitFolder } from '@interstella/infra/workspace/kit-folder.ts';

const schema = v.object({
  pid: v.number(),
  hqUrl: v.string(),
  adminKey: v.string(),
  /** Of the AWS endpoints. */
  endpointUrl: v.string(),
  region: v.string(),
  participant: v.string(),
  /** Where orders go, without a path. */
  ordersUrl: v.string(),
  /** Followed by `orders`, `iridium`, … it is a topic's ARN. */
  topicArnPrefix: v.string(),
  /** What deliveries are signed with, in PEM form. */
  certificate: v.string(),
  /** Of the platform's control API. */
  platformUrl: v.string(),
  platformKey: v.string(),
  /** Where HQ is broken on purpose. */
  faultsUrl: v.string(),
  faultsKey: v.string(),
});

/** What a second terminal needs to speak to the kit that `npm start` runs. Holds a secret: readable by its owner. */
export type RunningKit = v.InferOutput<typeof schema>;

/** A process, however often its number is given to others after its end. */
const identity = { pid: v.number(), start: v.string() };
const claimSchema = v.object(identity);
const announcedSchema = v.object({ ...schema.entries, ...identity });

const beingStarted = () =>
  new UsageError('Interstella is being started here already. Try again in a moment.', {
    code: 'RUNS_ALREADY',
  });

/** What link() fails with on a file system that has none; see link(2). */
const NO_HARD_LINKS = new Set(['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

const runningFile = () => join(kitFolder(), 'running.json');
const claimFile = () => join(kitFolder(), 'starting.pid');

/**
 * Claims this folder for one kit, from before its first program to after its last.
 *
 * @returns whether an earlier run that was killed left something behind, which is cleaned up now
 * @throws UsageError if another kit has it
 */
export async function claimKit(): Promise<boolean> {
  try {
    await mkdir(kitFolder(), { recursive: true, mode: 0o700 });
    const stale = await removeStaleClaim();
    await writeClaim();
    // Only after the claim: another kit that found it stale may run here by now.
    if (stale) await rm(runningFile(), { force: true });
    return stale;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    if (reason === 'EEXIST') throw beingStarted();
    throw new UsageError(
      `The folder ${kitFolder()} cannot be used (${reason}). Set INTERSTELLA_HOME to one that can be written to.`,
    );
  }
}

/** Gives the folder back. Never rejects: it is done last, whatever happened before. */
export async function releaseKit(): Promise<void> {
  await Promise.allSettled([runningFile(), claimFile()].map((file) => rm(file, { force: true })));
}

/** Lets second terminals find the kit. */
export async function announceKit(kit: RunningKit): Promise<void> {
  const announced = { ...kit, start: startOf(kit.pid) };
  await writeFile(runningFile(), JSON.stringify(announced, null, 2), { mode: 0o600 });
}

/** The kit that runs here; undefined if none does. */
export async function findRunningKit(): Promise<RunningKit | undefined> {
  const parsed = v.safeParse(announcedSchema, await read(runningFile()));
  if (!parsed.success) return undefined;
  const { start, ...kit } = parsed.output;
  return startOf(kit.pid) === start ? kit : undefined;
}

/** Since when the kit runs that runs here: from before its first program on. Undefined if none does. */
export async function runningSince(): Promise<Date | undefined> {
  if (!(await findRunningKit())) return undefined;
  return (await stat(claimFile()).catch(() => undefined))?.mtime;
}

/** @throws UsageError if nothing runs */
export async function requireRunningKit(): Promise<RunningKit> {
  const kit = await findRunningKit();
  if (kit) return kit;
  throw new UsageError('Interstella is not running here. Start it with `npm start` in another terminal.', {
    code: 'NOTHING_RUNS',
  });
}

/** Either it is there with who it is, or not at all. @throws with EEXIST if another one was faster */
async function writeClaim(): Promise<void> {
  const draft = `${claimFile()}.${randomUUID()}`;
  try {
    const claim = JSON.stringify({ pid: process.pid, start: startOf(process.pid) });
    await writeFile(draft, claim, { mode: 0o600 });
    await putClaim(draft, claim);
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Puts a claim in its place at once by a hard link. On a file system without those (exFAT, some network shares) the file
 * is created and then written; who finds it empty takes it away as stale, so that it is read once more.
 *
 * @param draft a file with the claim
 * @throws with EEXIST if another one is there
 */
async function putClaim(draft: string, claim: string): Promise<void> {
  try {
    await link(draft, claimFile());
  } catch (error) {
    if (!NO_HARD_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await writeFile(claimFile(), claim, { flag: 'wx', mode: 0o600 });
    if ((await readText(claimFile())) !== claim) throw beingStarted();
  }
}

/** Asks the machine who lives, and nobody else: a kit whose programs are broken on purpose answers nothing. */
async function removeStaleClaim(): Promise<boolean> {
  const claim = await readText(claimFile());
  if (claim === undefined) return false;
  const parsed = v.safeParse(claimSchema, parse(claim));
  if (parsed.success && startOf(parsed.output.pid) === parsed.output.start) {
    throw new UsageError(
      `Interstella runs here already (process ${parsed.output.pid}). End it there with Ctrl-C first.`,
      { code: 'RUNS_ALREADY' },
    );
  }
  await takeAway(claim);
  return true;
}

/**
 * Removes that claim and no other: somebody who found it stale as well may have put their own in its place by now.
 *
 * @throws UsageError if they have
 */
async function takeAway(claim: string): Promise<void> {
  const aside = `${claimFile()}.${randomUUID()}`;
  try {
    await rename(claimFile(), aside);
  } catch (error) {
    // Another kit moved it first, and is about to write its own claim.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    const found = await readText(aside);
    if (found === claim) return;
    await putClaim(aside, found ?? '');
  } finally {
    await rm(aside, { force: true });
  }
  throw beingStarted();
}

/** What a file says; undefined if it is not there, and nothing at all of one that was not written to its end. */
async function read(file: string): Promise<unknown> {
  const text = await readText(file);
  return text === undefined ? undefined : parse(text);
}

function readText(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
