import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { ROOT } from '@interstella/infra/workspace/kit-folder.ts';

const TIME_LIMIT_MS = 10_000;
const manifest = v.object({ version: v.string() });

/** What an image says about where it comes from: the build arguments behind its OCI labels. */
export interface Provenance {
  readonly VERSION: string;
  /** Commit, with `-dirty` behind it where files differ from it. */
  readonly REVISION?: string;
  /** When that commit was made, and not when the image was: the same sources make the same labels. */
  readonly CREATED?: string;
  /** Where the sources are on the web. */
  readonly SOURCE?: string;
}

/** As package.json and git have it; what git cannot say is left out. */
export async function provenance(): Promise<Provenance> {
  const { version } = v.parse(manifest, JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')));
  const [revision, created, changes, remote] = await Promise.all([
    git('rev-parse', 'HEAD'),
    git('log', '-1', '--format=%cI'),
    git('status', '--porcelain'),
    git('remote', 'get-url', 'origin'),
  ]);
  const source = webAddressOf(remote ?? '');
  return {
    VERSION: version,
    ...(revision !== undefined && { REVISION: changes === '' ? revision : `${revision}-dirty` }),
    ...(created !== undefined && { CREATED: created }),
    ...(source !== undefined && { SOURCE: source }),
  };
}

/** Of a remote that is on the web, without the credentials that may stand in it; a path of this machine is nobody's. */
export function webAddressOf(remote: string): string | undefined {
  const [, host, path] = /^git@([^:/]+):(.+)$/.exec(remote) ?? [];
  const text = host === undefined || path === undefined ? remote : `https://${host}/${path}`;
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return undefined;
  const { origin, pathname } = new URL(text);
  return origin + pathname.replace(/\.git$/, '');
}

async function git(...args: string[]): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', args, { cwd: ROOT, timeout: TIME_LIMIT_MS });
    return stdout.trim();
  } catch {
    return undefined;
  }
}
