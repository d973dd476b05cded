import { addAbortSignal, type Readable, Writable } from 'node:stream';
import { UsageError } from '@interstella/libs/errors';
import { readLine } from './read-line.ts';

/** Longest secret, in characters. A large file that is piped in by mistake is not read to its end. */
const LIMIT = 4_096;
/** How long a pipe may stay silent, so that it does not block a script for ever. */
const PIPE_LIMIT_MS = 30_000;

/**
 * Reads a secret that a person types, without showing it, or that is piped in. An argument would be visible to every process
 * on the machine.
 *
 * @returns undefined for an empty input
 * @throws UsageError if it is longer than one word
 */
export async function readSecret(prompt: string): Promise<string | undefined> {
  const text = process.stdin.isTTY ? await typed(prompt) : await piped(process.stdin);
  const secret = text.trim();
  if (/\s/.test(secret))
    throw new UsageError('A key is one word; what was given has spaces or several lines.');
  return secret === '' ? undefined : secret;
}

async function typed(prompt: string): Promise<string> {
  const silent = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  process.stdout.write(prompt);
  try {
    return await readLine('', silent);
  } finally {
    process.stdout.write('\n');
  }
}

async function piped(input: Readable): Promise<string> {
  let text = '';
  for await (const chunk of addAbortSignal(AbortSignal.timeout(PIPE_LIMIT_MS), input)) {
    text += String(chunk);
    if (text.length > LIMIT) throw new UsageError(`A key has at most ${LIMIT} characters.`);
  }
  return text;
}
