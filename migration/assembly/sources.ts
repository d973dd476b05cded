import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const NOT_SYNTHESIZED = new Set(['dist', 'e2e', 'node_modules', 'testing']);
const PACKAGES = ['aws-cdk-lib', 'constructs'];

/**
 * All that a template comes from but the stage and its context, as a hash: the sources of infra/, the feature flags in
 * cdk.json, and the installed versions of the library.
 *
 * @param root the workspace
 */
export async function hashOfSources(root: string): Promise<string> {
  const files = [
    join(root, 'cdk.json'),
    ...PACKAGES.map((name) => join(root, 'node_modules', name, 'package.json')),
    ...(await sourcesBelow(join(root, 'infra'))).sort(),
  ];
  const contents = await Promise.all(files.map((file) => readFile(file)));
  const hash = createHash('sha256');
  for (const [index, file] of files.entries()) {
    const content = contents[index] ?? Buffer.of();
    hash.update(`${file.slice(root.length)}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

async function sourcesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_SYNTHESIZED.has(entry.name) ? [] : sourcesBelow(path);
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts') ? [path] : [];
  });
  return (await Promise.all(found)).flat();
}
