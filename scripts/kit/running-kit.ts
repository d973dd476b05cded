import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { kitFolder } from './kit-folder.ts';
import { UsageError } from '../terminal/usage-error.ts';

const schema = v.object({
  pid: v.number(),
  hqUrl: v.string(),
  adminKey: v.string(),
  endpointUrl: v.string(),
  region: v.string(),
  participant: v.string(),
});

/** What a second terminal needs to speak to the kit that `npm start` runs. Holds a secret: readable by its owner. */
export type RunningKit = v.InferOutput<typeof schema>;

const file = () => join(kitFolder(), 'running.json');

export async function writeRunningKit(kit: RunningKit): Promise<void> {
  await mkdir(kitFolder(), { recursive: true, mode: 0o700 });
  await writeFile(file(), JSON.stringify(kit, null, 2), { mode: 0o600 });
}

export async function removeRunningKit(): Promise<void> {
  await rm(file(), { force: true });
}

/** The kit that runs on this machine, or undefined. `stale` tells what an earlier one that was killed left behind. */
export async function findRunningKit(): Promise<{ kit?: RunningKit; stale: boolean }> {
  const text = await readFile(file(), 'utf8').catch(() => undefined);
  if (text === undefined) return { stale: false };
  const parsed = v.safeParse(schema, parse(text));
  if (!parsed.success || !isAlive(parsed.output.pid)) return { stale: true };
  return { kit: parsed.output, stale: false };
}

/** @throws UsageError if nothing runs */
export async function requireRunningKit(): Promise<RunningKit> {
  const { kit } = await findRunningKit();
  if (!kit)
    throw new UsageError('Interstella is not running here. Start it with `npm start` in another terminal.');
  return kit;
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
  } catch {
    return false;
  }
}
