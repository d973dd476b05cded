import { join, resolve } from 'node:path';

/** The folder above `dist/`: where the workspace's rooms are. */
export const ROOT = join(import.meta.dirname, '..', '..');

/**
 * Where a running kit keeps what it must find again: its addresses and its logs. Ignored by git. INTERSTELLA_HOME names
 * another one; a relative path starts at the root of the workspace, wherever the command is typed; empty is not set.
 */
export function kitFolder(): string {
  const { INTERSTELLA_HOME = '' } = process.env;
  return resolve(ROOT, INTERSTELLA_HOME === '' ? '.interstella' : INTERSTELLA_HOME);
}
