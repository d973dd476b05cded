import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeOutputs } from './write-outputs.mjs';

const DAY_S = 24 * 60 * 60;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interstella-dist-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const path = (name: string) => join(folder, name);
const file = (name: string) => ({ path: path(name), contents: Buffer.from(name) });

/** A chunk that was written, or replaced, so many days ago. */
function chunkOf(days: number): string {
  const name = `chunk-OF${days}DAYS.js`;
  writeFileSync(path(name), '');
  const then = Date.now() / 1000 - days * DAY_S;
  utimesSync(path(name), then, then);
  return name;
}

describe('the outputs of a build', () => {
  it('leave what was replaced before for a day, and then delete it', async () => {
    const [recent, old] = [chunkOf(0.9), chunkOf(1.1)];
    await writeOutputs(folder, [file('main.js'), file('chunk-NEW.js')], new Set([path('main.js')]));
    expect(readdirSync(folder).sort()).toEqual(['chunk-NEW.js', recent, 'main.js']);
    expect(readdirSync(folder)).not.toContain(old);
  });

  it('count the day from the build that replaced a chunk, however old it was then', async () => {
    const old = chunkOf(30);
    await writeOutputs(folder, [file('main.js')], new Set([path('main.js'), path(old)]));
    await writeOutputs(folder, [file('main.js')], new Set([path('main.js')]));
    expect(readdirSync(folder).sort()).toEqual([old, 'main.js']);
  });

  it('spare everything where nobody knows what the last build was', async () => {
    const old = chunkOf(30);
    await writeOutputs(folder, [file('main.js')], undefined);
    expect(readdirSync(folder).sort()).toEqual([old, 'main.js']);
  });
});
