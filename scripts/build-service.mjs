/**
 * Runs while an image is built: builds one service and puts into a folder what its image carries, which is the bundle
 * alone, without source maps and without what an earlier build may have left in `dist/`.
 *
 * Usage: node scripts/build-service.mjs ROOM FOLDER
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { buildPrograms } from './build.mjs';
import { setUp } from './setup-failure.mjs';

const [room, folder] = process.argv.slice(2);
if (room === undefined || folder === undefined) throw new Error('Usage: build-service.mjs ROOM FOLDER');
await setUp(async () => {
  const files = await buildPrograms([room]);
  await mkdir(folder, { recursive: true });
  for (const { path, contents } of files) {
    if (!path.endsWith('.map')) await writeFile(join(folder, basename(path)), contents);
  }
  // Else Node would first read it as CommonJS, in vain.
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
});
