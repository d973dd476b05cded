/**
 * Installs the dependencies when they are missing or older than the lock file. Uses nothing but Node itself, since it
 * runs before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');
const STAMP = join(ROOT, 'node_modules', '.interstella-installed');
const MINIMUM_NODE = [20, 19];

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

function assertNodeVersion() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = MINIMUM_NODE;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  console.error(
    `Interstella needs Node ${MINIMUM_NODE.join('.')} or newer; this is ${process.version}. Install a newer Node and try again.`,
  );
  process.exit(1);
}

/**
 * Runs `npm ci` if the installed packages are not those of the lock file; exits with a message where that fails.
 * No package's install script is run: every native part here ships prebuilt.
 */
export function installIfNeeded() {
  assertNodeVersion();
  const hash = wanted();
  if (installed() === hash) return;
  console.error('Installing the packages that package-lock.json names (once) …');
  const npm = process.env.npm_execpath;
  const [command, prefix] = npm ? [process.execPath, [npm]] : ['npm', []];
  const { status, error } = spawnSync(
    command,
    [...prefix, 'ci', '--ignore-scripts', '--no-audit', '--no-fund'],
    {
      cwd: ROOT,
      stdio: ['ignore', process.stderr, 'inherit'],
    },
  );
  if (status !== 0) {
    console.error(`npm ci failed${error ? `: ${error.message}` : ''}. Its messages above say why.`);
    process.exit(1);
  }
  writeFileSync(STAMP, hash);
}
