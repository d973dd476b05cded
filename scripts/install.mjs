/**
 * Installs the packages that are missing, or not those of the lock file. Uses nothing but Node itself, since it runs before
 * anything is installed.
 *
 * `npm start` needs those in `dependencies`. Those in `devDependencies` are for tests and checks, and for synthesizing
 * templates with the CDK; they are added when somebody needs them.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { exclusively } from './exclusively.mjs';
import { npm } from './npm.mjs';
import { INSTALLED, installedPackages, missingPackages } from './packages.mjs';

export const ROOT = join(import.meta.dirname, '..');
const LOCK = join(ROOT, '.interstella', 'install.lock');

/**
 * No package's install script is run: every native part here ships prebuilt, as an optional dependency. What is included
 * does not depend on NODE_ENV or on the person's own npm configuration.
 */
const NPM_ARGUMENTS = ['--ignore-scripts', '--no-audit', '--no-fund', '--include=optional', '--include=peer'];

/** How often it says how far it is, in milliseconds: on a terminal in one line, else in a new one. */
const PROGRESS_MS = { terminal: 250, lines: 3_000 };

/**
 * Installs what is missing; where another process does so already, waits for it.
 *
 * @param {{ dev: boolean }} which whether those of devDependencies are needed, too
 * @throws SetupFailure
 */
export async function installIfNeeded(which) {
  if (missingPackages(ROOT, which).length === 0) return;
  await exclusively(LOCK, 'installing the packages', async () => {
    const missing = missingPackages(ROOT, which);
    if (missing.length > 0) await install(missing, which);
  });
}

/** @param {string[]} missing @param {{ dev: boolean }} which */
async function install(missing, { dev }) {
  const installed = installedPackages(ROOT);
  const keepsDev = Object.values(installed ?? {}).some((one) => one.dev);
  // What is there is left alone, as a kit may be running from it. Where npm has not come to its end, all is made anew.
  const command = installed ? ['install', '--no-save'] : ['ci'];
  console.error(`Installing ${missing.length} packages that package-lock.json names (once) …`);
  // An interrupted npm must not be taken for a complete one.
  rmSync(join(ROOT, INSTALLED), { force: true });
  const progress = showProgress(missing);
  try {
    const args = [...command, ...NPM_ARGUMENTS, dev || keepsDev ? '--include=dev' : '--omit=dev'];
    await npm(ROOT, args, progress.message);
  } finally {
    progress.end();
  }
}

/** @param {string[]} paths of the packages that are installed now */
function showProgress(paths) {
  const { isTTY } = process.stderr;
  const clear = () => isTTY && process.stderr.write('\r\u001B[K');
  const show = () => {
    const done = paths.filter((path) => existsSync(join(ROOT, path, 'package.json'))).length;
    clear();
    process.stderr.write(`  ${done} of ${paths.length} packages${isTTY ? '' : '\n'}`);
  };
  const timer = setInterval(show, isTTY ? PROGRESS_MS.terminal : PROGRESS_MS.lines);
  return {
    /** @param {string} text of npm */
    message: (text) => {
      clear();
      process.stderr.write(text);
    },
    end: () => {
      clearInterval(timer);
      clear();
    },
  };
}
