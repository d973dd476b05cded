import { spawn } from 'node:child_process';
import { killTree } from '../kit/kill-tree.ts';
import type { Children } from './children.ts';

const STOP_LIMIT_MS = 5_000;
/** Of what a command says, in characters: the end, where it says why it failed. */
const TAIL = 2_000;

interface CommandOptions {
  /** As messages call it. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Whether it has a process group of its own, as one that cleans up. @default false */
  readonly isDeafToCtrlC?: boolean;
}

/** Runs a command to its end. It is one of the children until then. @throws Error with its last words if it fails */
export async function runCommand(
  children: Children,
  { name, command, args, cwd, isDeafToCtrlC = false }: CommandOptions,
): Promise<void> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: isDeafToCtrlC });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-TAIL);
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
  const how = await ended;
  await children.stop(stoppable);
  if (how !== 'exit code 0') throw new Error(`${name} failed (${how}): ${said.trim()}`);
}
