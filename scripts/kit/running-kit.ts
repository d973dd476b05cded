import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { UsageError } from '../terminal/usage-error.ts';
import { kitFolder } from './kit-folder.ts';

const schema = v.object({
  pid: v.number(),
  hqUrl: v.string(),
  adminKey: v.string(),
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
    const claim = await open(claimFile(), 'wx', 0o600);
    await claim.writeFile(String(process.pid));
    await claim.close();
    return stale;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    if (reason === 'EEXIST')
      throw new UsageError('Interstella is being started here already. Try again in a moment.');
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
  await writeFile(runningFile(), JSON.stringify(kit, null, 2), { mode: 0o600 });
}

/** The kit that runs here; undefined if none does. */
export async function findRunningKit(): Promise<RunningKit | undefined> {
  const parsed = v.safeParse(schema, parse(await readFile(runningFile(), 'utf8').catch(() => '')));
  return parsed.success && isAlive(parsed.output.pid) ? parsed.output : undefined;
}

/** @throws UsageError if nothing runs */
export async function requireRunningKit(): Promise<RunningKit> {
  const kit = await findRunningKit();
  if (kit) return kit;
  throw new UsageError('Interstella is not running here. Start it with `npm start` in another terminal.');
}

async function removeStaleClaim(): Promise<boolean> {
  const claim = await readFile(claimFile(), 'utf8').catch(() => undefined);
  if (claim === undefined) return false;
  if (isAlive(Number(claim)) && (await isKit(Number(claim)))) {
    throw new UsageError(`Interstella runs here already (process ${claim}). End it there with Ctrl-C first.`);
  }
  await releaseKit();
  return true;
}

/** A process id may have been given to another program since: one that HQ does not answer for is no kit. */
async function isKit(pid: number): Promise<boolean> {
  const parsed = v.safeParse(schema, parse(await readFile(runningFile(), 'utf8').catch(() => '')));
  // Claimed and not announced: it is starting, or died while it was.
  if (!parsed.success) return true;
  if (parsed.output.pid !== pid) return false;
  return fetch(parsed.output.hqUrl, { signal: AbortSignal.timeout(5_000) }).then(
    () => true,
    () => false,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
