import { join } from 'node:path';

/** The folder above `dist/`: where the workspace's rooms are. */
export const ROOT = join(import.meta.dirname, '..', '..');

/** Where a running kit keeps what it must find again: its addresses and its logs. Ignored by git. */
export function kitFolder(): string {
  return process.env.INTERSTELLA_HOME ?? join(ROOT, '.interstella');
}
