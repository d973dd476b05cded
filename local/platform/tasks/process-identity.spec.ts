import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startElsewhere, startOf } from './process-identity.ts';

const environment = { ...process.env };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interstella-ps-'));
});

afterEach(() => {
  process.env = { ...environment };
  rmSync(folder, { recursive: true });
});

describe('The start of a process', () => {
  it('is asked of ps in one zone and one language, whatever the terminal has', () => {
    writeFileSync(join(folder, 'ps'), '#!/bin/sh\necho "$TZ $LC_ALL"\n', { mode: 0o755 });
    process.env = { ...environment, PATH: `${folder}:/bin`, TZ: 'Asia/Tokyo', LC_ALL: 'de_DE.UTF-8' };
    expect(startElsewhere(process.pid)).toBe('UTC C');
  });

  it('is undefined of a process that is not there', () => {
    expect(startOf(process.pid)).toBeDefined();
    expect(startOf(2 ** 30)).toBeUndefined();
  });
});
