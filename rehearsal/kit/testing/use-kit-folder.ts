import { afterEach, beforeEach } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives each test an empty kit folder of its own. */
export function useKitFolder(): { readonly path: string } {
  const home = { path: '' };
  const before = process.env.INTERSTELLA_HOME;
  beforeEach(() => {
    home.path = mkdtempSync(join(tmpdir(), 'interstella-claim-'));
    process.env.INTERSTELLA_HOME = home.path;
  });
  afterEach(() => {
    if (before === undefined) delete process.env.INTERSTELLA_HOME;
    else process.env.INTERSTELLA_HOME = before;
    rmSync(home.path, { recursive: true, force: true });
  });
  return home;
}
