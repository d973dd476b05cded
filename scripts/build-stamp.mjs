import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} Built what the last finished build was made from, and what it made
 * @property {string} sources see {@link hashOfSources}
 * @property {string[]} outputs the files, relative to the root
 */

const NOT_SOURCE = new Set(['node_modules', 'dist']);
const SOURCE = /\.(ts|mjs|json)$/;

/**
 * Path, size and time of every source below the folders, and of the files, as a hash: it changes whenever a file comes, goes or changes,
 * also back to an older state.
 *
 * @param {string[]} folders
 * @param {string[]} files more of them
 */
export function hashOfSources(folders, ...files) {
  const hash = createHash('sha256');
  for (const path of [...files, ...folders.flatMap(sourcesBelow).sort()]) {
    const { mtimeMs, size } = statSync(path);
    hash.update(`${path}\n${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}

/** @param {string} folder @returns {string[]} */
function sourcesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_SOURCE.has(entry.name) ? [] : sourcesBelow(path);
    return entry.isFile() && SOURCE.test(entry.name) ? [path] : [];
  });
}

/** Remembers the last build. Inside node_modules: a bundle also holds packages, and goes with them. */
export class BuildStamp {
  /** @param {string} root */
  constructor(root) {
    this.root = root;
    this.file = join(root, 'node_modules', '.interstella-built');
  }

  /** @returns {Built | undefined} undefined if there was no build, or none that came to its end */
  read() {
    try {
      const built = /** @type {Partial<Built>} */ (JSON.parse(readFileSync(this.file, 'utf8')));
      return built.sources && built.outputs ? { sources: built.sources, outputs: built.outputs } : undefined;
    } catch {
      return undefined;
    }
  }

  /** @param {string} sources @returns {boolean} whether these were built, and all of it is still there */
  isCurrent(sources) {
    const built = this.read();
    return built?.sources === sources && built.outputs.every((path) => existsSync(join(this.root, path)));
  }

  /** @param {Built} built */
  write(built) {
    writeFileSync(this.file, JSON.stringify(built));
  }

  remove() {
    rmSync(this.file, { force: true });
  }
}
