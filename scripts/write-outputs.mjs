import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** How long a chunk outlives the build that replaced it, in milliseconds. */
const KEPT_MS = 24 * 60 * 60_000;

/**
 * Writes a program into its `dist/`, under programs that may be running from there.
 *
 * A running program imports some of its chunks late: the AWS SDK when it first needs a parameter, say. Therefore a chunk
 * that a build has replaced stays for a day, counted from then, and no number of rebuilds shortens that. (A bundle
 * without chunks would have no such trouble, but a service would then take 19 MB and 35 ms more to start, measured.)
 * And a program that starts just now sees either the old or the new `main.js`, whole, and with all of its chunks: every
 * file appears by being renamed, the entry last.
 *
 * @param {string} folder
 * @param {{ path: string, contents: Uint8Array }[]} files
 * @param {ReadonlySet<string> | undefined} previous the paths that the last build wrote; undefined if that is unknown
 */
export async function writeOutputs(folder, files, previous) {
  await mkdir(folder, { recursive: true });
  const isChunk = (/** @type {{ path: string }} */ { path }) => basename(path).startsWith('chunk-');
  await Promise.all(files.filter(isChunk).map(replace));
  await Promise.all(files.filter((file) => !isChunk(file)).map(replace));

  const written = new Set(files.map(({ path }) => path));
  const others = (await readdir(folder))
    .map((name) => join(folder, name))
    .filter((path) => !written.has(path));
  await Promise.all(
    others.map(async (path) => {
      const wasReplacedNow = previous?.has(path) ?? true;
      if (wasReplacedNow) await utimes(path, new Date(), new Date());
      else if (Date.now() - (await stat(path)).mtimeMs > KEPT_MS) await rm(path, { recursive: true });
    }),
  );
}

/** @param {{ path: string, contents: Uint8Array }} file */
async function replace({ path, contents }) {
  const incomplete = `${path}.incomplete`;
  await writeFile(incomplete, contents);
  await rename(incomplete, path);
}
