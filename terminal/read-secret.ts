import { addAbortSignal, type Readable, Writable } from 'node:stream';
import { UsageError } from '@interstella/libs/errors';
import { typedLine } from './typed-line.ts';

/** No secret of ours is longer; whatever is piped in by mistake is not read to its end. */
const LIMIT = 4_096;
/** A pipe that nobody writes to must not hold a script for ever. */
const PIPE_LIMIT_MS = 30_000;

/**
 * Reads a secret: a line that is typed and not shown, or what is piped in. Never from the arguments, where every process
 * of the machine can read it.
 *
 * @returns undefined for an empty line, or nothing
 * @throws UsageError for more than a line of a secret
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
    return await typedLine('', silent);
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
