import { mkdir, open, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UsageError } from '@interstella/libs/errors';

/**
 * Before anything runs that is to be told in a file. Leaves what is there as it is.
 *
 * @throws UsageError if it cannot be written
 */
export async function requireWritable(file: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    const isThere = await stat(file).then(
      () => true,
      () => false,
    );
    await (await open(file, 'a')).close();
    if (!isThere) await rm(file, { force: true });
  } catch (error) {
    throw new UsageError(
      `The report cannot be written to ${file} (${reasonOf(error)}). Name a file with --html.`,
    );
  }
}

/** @returns why it could not be written, in a sentence; undefined if it is there */
export async function writeReport(file: string, text: string): Promise<string | undefined> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    return undefined;
  } catch (error) {
    return `The report could not be written to ${file} (${reasonOf(error)}); what it would say stands above.`;
  }
}

function reasonOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : error;
  return code === 'EISDIR' ? 'it is a folder' : String(code);
}
