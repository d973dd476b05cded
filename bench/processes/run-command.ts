import { spawn } from 'node:child_process';
import { killTree } from '../kit/kill-tree.ts';
import type { Children } from './children.ts';

const STOP_LIMIT_MS = 5_000;
/** In characters. The end of the output says why a command failed. */
const TAIL = 2_000;

interface CommandOptions {
  /** The name in messages. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Whether it has a process group of its own, so that it can clean up. @default false */
  readonly ignoresCtrlC?: boolean;
}

/** Runs a command to its end as one of the children. @throws Error with its last output if it fails */
export async function runCommand(
  children: Children,
  { name, command, args, cwd, ignoresCtrlC = false }: CommandOptions,
): Promise<void> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: ignoresCtrlC });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-TAIL);
    });
  }
  const ended = new Promise<string>((resolve) => {
    child.once('error', ({ message }) => {
      resolve(message);
    });
    child.once('close', (code, signal) => {
      resolve(signal ?? `exit code ${code ?? 'unknown'}`);
    });
  });
  const stoppable = children.adopt({
    stop: async () => {
      child.kill('SIGTERM');
      const { pid } = child;
      const timer = setTimeout(() => void (pid !== undefined && killTree(pid)), STOP_LIMIT_MS);
      await ended;
      clearTimeout(timer);
    },
  });
  const result = await ended;
  await children.stop(stoppable);
  if (result !== 'exit code 0') throw new Error(`${name} failed (${result}): ${output.trim()}`);
}
