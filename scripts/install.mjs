/**
 * Installs the dependencies when they are missing or not those of the lock file. Uses nothing but Node itself, since it
 * runs before anything is installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { basename, join } from 'node:path';
import { exclusively } from './exclusively.mjs';
import { HINDRANCES, hindrancesIn } from './npm-hindrances.mjs';
import { SetupFailure } from './setup-failure.mjs';

export const ROOT = join(import.meta.dirname, '..');
/** Inside node_modules: it is deleted with them. */
const STAMP = join(ROOT, 'node_modules', '.interstella-installed');
const LOCK = join(ROOT, '.interstella', 'install.lock');
const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * No package's install script is run: every native part here ships prebuilt, as an optional dependency. Everything is
 * included, whatever NODE_ENV or the person's own npm configuration leaves out: the tests and the build need it.
 */
const NPM_ARGUMENTS = [
  'ci',
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--include=dev',
  '--include=optional',
  '--include=peer',
];

/** How long npm may take to tell its settings, in milliseconds. */
const SETTINGS_MS = 10_000;

/** Installs what is missing; where another process does so already, waits for it. @throws SetupFailure */
export async function installIfNeeded() {
  if (installed() === wanted()) return;
  await exclusively(LOCK, 'installing the packages', async () => {
    const hash = wanted();
    if (installed() === hash) return;
    console.error('Installing the packages that package-lock.json names (once) …');
    // It must not vouch for what an interrupted npm leaves behind.
    rmSync(STAMP, { force: true });
    await npm(NPM_ARGUMENTS);
    writeFileSync(STAMP, hash);
  });
}

/** @returns {string} what the lock file asks for, as a hash */
function wanted() {
  return createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
}

function installed() {
  try {
    return readFileSync(STAMP, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * The npm that runs this, or else the one on the PATH. A signal to stop is passed on to it, and it is waited for: it
 * must not go on when the lock is free again.
 *
 * @param {string[]} args
 * @returns {Promise<void>}
 */
async function npm(args) {
  const [command, prefix] = npmCommand();
  const child = spawn(command, [...prefix, ...args], {
    cwd: ROOT,
    stdio: ['ignore', process.stderr, 'inherit'],
  });
  /** @type {NodeJS.Signals | undefined} */
  let asked;
  /** @param {NodeJS.Signals} signal */
  const passOn = (signal) => {
    asked ??= signal;
    child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, passOn);
  try {
    const how = await endOf(child);
    if (asked) {
      throw new SetupFailure(
        `Installing was interrupted by ${asked}; the next run starts it again.`,
        128 + constants.signals[asked],
      );
    }
    if (how !== 'code 0') {
      const sentences = [`npm ci failed (${how}). Its messages above say why.`, ...hindrances()];
      throw new SetupFailure(sentences.join('\n'));
    }
  } finally {
    for (const signal of SIGNALS) process.off(signal, passOn);
  }
}

/** @returns {[string, string[]]} */
function npmCommand() {
  const running = process.env.npm_execpath ?? '';
  // Under npx or another package manager the variable names that one.
  return basename(running) === 'npm-cli.js' ? [process.execPath, [running]] : ['npm', []];
}

/** @returns {string[]} what npm's settings have to do with it, a sentence each; none where npm cannot tell */
function hindrances() {
  const [command, prefix] = npmCommand();
  const asked = ['config', 'get', ...Object.keys(HINDRANCES)];
  const { error, stdout } = spawnSync(command, [...prefix, ...asked], {
    ...{ cwd: ROOT, encoding: 'utf8', timeout: SETTINGS_MS },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return error ? [] : hindrancesIn(stdout);
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<string>} how it ended */
function endOf(child) {
  return new Promise((resolve) => {
    child.once('error', ({ message }) => {
      resolve(message);
    });
    child.once('exit', (code, signal) => {
      resolve(signal ?? `code ${code ?? 'unknown'}`);
    });
  });
}
