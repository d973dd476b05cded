import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanUpLeftoverContainers, ContainerMarker } from './leftover-containers.ts';

let folder: string;
const path = process.env.PATH;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interstella-containers-'));
  // No Docker anywhere.
  process.env.PATH = folder;
});

afterEach(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true });
});

describe('the containers of a run', () => {
  it('are looked for by the next one, which says so where Docker cannot be asked', async () => {
    const { label } = new ContainerMarker(folder);
    new ContainerMarker(folder).note();
    const cleaning = cleanUpLeftoverContainers(folder);
    await expect(cleaning).rejects.toThrow('may still be there (Docker was not found');
    await expect(cleaning).rejects.toThrow(
      `docker rm --force $(docker ps --all --quiet --filter label=${label})`,
    );
    // Nobody has removed them yet.
    await expect(cleanUpLeftoverContainers(folder)).rejects.toThrow('may still be there');
  });

  it('are nobody’s concern once the last one has ended', async () => {
    const marker = new ContainerMarker(folder);
    const ends = [marker.note(), marker.note()];
    ends[0]?.();
    ends[0]?.();
    expect(readdirSync(join(folder, 'tasks'))).toHaveLength(1);
    ends[1]?.();
    expect(readdirSync(join(folder, 'tasks'))).toEqual([]);
    expect(await cleanUpLeftoverContainers(folder)).toEqual([]);
  });

  it('are not asked for where there never was one', async () => {
    expect(await cleanUpLeftoverContainers(folder)).toEqual([]);
  });
});
