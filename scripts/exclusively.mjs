import { randomUUID } from 'node:crypto';
import { constants, copyFileSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { setTimeout as delay } from 'node:timers/promises';
import { SetupFailure } from './setup-failure.mjs';

/** How often a holder shows that it lives. */
const BEAT_MS = 2_000;

/** In milliseconds. A holder without a beat for `silentMs` is gone; another process may have its id by then. */
const LIMITS = { pollMs: 100, silentMs: 30_000, waitMs: 10 * 60_000 };

/**
 * Does a job that only one process at a time may do in this working tree. A second process says that it waits and, when
 * it is its turn, does its job too: which is to look first what is left to do.
 *
 * @template T
 * @param {string} file the lock: there while a process does the job, with its process id in it
 * @param {string} doing what the job does, for the messages: "Another run (process 7) is … here"
 * @param {() => Promise<T>} job
 * @param {typeof LIMITS} limits
 * @returns {Promise<T>}
 */
export async function exclusively(file, doing, job, limits = LIMITS) {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const own = `${process.pid} ${randomUUID()}`;
  await acquire(file, own, doing, limits);
  const beat = setInterval(() => {
    if (look(file)?.holder === own) utimesSync(file, new Date(), new Date());
  }, BEAT_MS);
  try {
    return await job();
  } finally {
    clearInterval(beat);
    if (look(file)?.holder === own) rmSync(file);
  }
}

/** @param {string} file @param {string} own @param {string} doing @param {typeof LIMITS} limits */
async function acquire(file, own, doing, { pollMs, silentMs, waitMs }) {
  const deadline = performance.now() + waitMs;
  let seen = { holder: '', beat: 0 };
  let seenAt = 0;
  while (!create(file, own)) {
    const present = look(file);
    if (!present) continue;
    const pid = Number.parseInt(present.holder, 10);
    // The beat is held against our own clock: the file's would also count the time that the machine slept.
    if (present.holder !== seen.holder || present.beat !== seen.beat) seenAt = performance.now();
    if (!isAlive(pid) || performance.now() - seenAt > silentMs) {
      takeAway(file, present.holder);
      continue;
    }
    if (present.holder !== seen.holder) {
      console.error(`Another run (process ${pid}) is ${doing} here; waiting for it …`);
    }
    if (performance.now() > deadline) {
      throw new SetupFailure(
        `Process ${pid} is ${doing} here, and was not done within ${Math.round(waitMs / 1000)} s. End it, or delete ${file} if it is something else, and try again.`,
      );
    }
    seen = present;
    await delay(pollMs);
  }
}

/** @param {string} file @param {string} own @returns {boolean} whether the lock was free and is our own now */
function create(file, own) {
  try {
    writeFileSync(file, own, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} file @returns {{ holder: string, beat: number } | undefined} undefined if the lock is free */
function look(file) {
  try {
    return { holder: readFileSync(file, 'utf8'), beat: statSync(file).mtimeMs };
  } catch {
    return undefined;
  }
}

/**
 * Takes away a lock whose holder is gone. Of several who try only one gets to rename it; and one who was too slow, and
 * got hold of the next holder's lock, puts that back.
 *
 * @param {string} file @param {string} holder
 */
function takeAway(file, holder) {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
    if (readFileSync(aside, 'utf8') !== holder) copyFileSync(aside, file, constants.COPYFILE_EXCL);
  } catch {
    // Somebody else was faster; whose lock it is now shows at the next look.
  }
  rmSync(aside, { force: true });
}

/** @param {number} pid NaN where the holder has not written it yet */
function isAlive(pid) {
  if (Number.isNaN(pid)) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
