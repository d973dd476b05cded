import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { basename } from 'node:path';
import { HINDRANCES, hindrancesIn } from './npm-hindrances.mjs';
import { SetupFailure } from './setup-failure.mjs';

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** How long npm may take to tell its settings, in milliseconds. */
const SETTINGS_MS = 10_000;

/**
 * Runs npm in a folder: the npm that runs this, or else the one on the PATH. A signal to stop is passed on to it, and it is
 * waited for: it must not go on when the lock is free again.
 *
 * @param {string} cwd
 * @param {string[]} args
 * @param {(text: string) => void} onMessage told what it writes to stderr
 * @returns {Promise<void>}
 * @throws SetupFailure
 */
export async function npm(cwd, args, onMessage) {
  const [command, prefix] = npmCommand();
  const child = spawn(command, [...prefix, ...args], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr.setEncoding('utf8').on('data', onMessage);
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
    if (how.endsWith(' ENOENT'))
      throw new SetupFailure('npm was not found on the PATH. It comes with Node; install both.');
    if (how !== 'code 0') {
      const sentences = [
        `npm ${args[0] ?? ''} failed (${how}). Its messages above say why.`,
        ...hindrances(cwd),
      ];
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

/**
 * @param {string} cwd
 * @returns {string[]} what npm's settings have to do with it, a sentence each; none where npm cannot tell
 */
function hindrances(cwd) {
  const [command, prefix] = npmCommand();
  const asked = ['config', 'get', ...Object.keys(HINDRANCES)];
  const { error, stdout } = spawnSync(command, [...prefix, ...asked], {
    ...{ cwd, encoding: 'utf8', timeout: SETTINGS_MS },
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
    // Not on exit: its last message says why it failed.
    child.once('close', (code, signal) => {
      resolve(signal ?? `code ${code ?? 'unknown'}`);
    });
  });
}
