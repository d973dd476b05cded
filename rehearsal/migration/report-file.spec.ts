import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '@interstella/libs/errors';
import { requireWritable, writeReport } from './report-file.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interstella-report-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('the file of a report', () => {
  it('may be new, in a folder that is not there yet, and is not made before its time', async () => {
    const file = join(folder, 'new', 'report.html');
    await requireWritable(file);
    expect(existsSync(file)).toBe(false);
    expect(await writeReport(file, 'all is well')).toBeUndefined();
    expect(readFileSync(file, 'utf8')).toBe('all is well');
  });

  it('keeps what it says until there is something new', async () => {
    const file = join(folder, 'report.html');
    writeFileSync(file, 'the last one');
    await requireWritable(file);
    expect(readFileSync(file, 'utf8')).toBe('the last one');
  });

  it('is refused where it is a folder, or below a file', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(requireWritable(folder)).rejects.toThrow(UsageError);
    await expect(requireWritable(folder)).rejects.toThrow(`to ${folder} (it is a folder). Name a file`);
    await expect(requireWritable(join(file, 'report.html'))).rejects.toThrow(/ENOTDIR|EEXIST/);
  });

  it('that cannot be written after all is told in a sentence', async () => {
    expect(await writeReport(folder, 'all is well')).toBe(
      `The report could not be written to ${folder} (it is a folder); what it would say stands above.`,
    );
  });
});
