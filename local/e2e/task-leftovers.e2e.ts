import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bundleOf, environmentOf, MONOLITH, SnsSigner, waitFor } from '@interstella/libs/testing';
import { cleanUpLeftovers, ProcessRecords } from '../platform/tasks/index.ts';
import { startOf } from '../platform/tasks/process-identity.ts';

/** Starts the program in its argument twice, as the supervisor starts tasks, and says their numbers when they are ready. */
const SUPERVISOR = `
  for (const index of [1, 2]) {
    const child = require('node:child_process').fork(process.argv[1], { stdio: 'ignore', detached: true });
    child.once('message', () => process.stdout.write(\`ready \${child.pid}\\n\`));
  }
`;

describe('tasks whose supervisor was killed', () => {
  let folder: string;
  let supervisor: ChildProcess;
  let pids: [number, number];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'interstella-leftovers-'));
    const { certificate } = await SnsSigner.create();
    const env = { ...process.env, ...environmentOf(MONOLITH, 'http://127.0.0.1:1', certificate) };
    supervisor = spawn(process.execPath, ['-e', SUPERVISOR, bundleOf('monolith')], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    supervisor.stdout?.on('data', (text: Buffer) => (output += text.toString()));
    pids = await waitFor('both tasks', () => {
      const ready = [...output.matchAll(/ready (\d+)/g)].map(([, pid]) => Number(pid));
      return ready.length === 2 && (ready as [number, number]);
    });
    const records = new ProcessRecords(folder);
    pids.forEach((pid, index) => records.note(`task${index + 1}`, 'interstella-monolith', pid));
  });
  afterEach(async () => {
    supervisor.kill('SIGKILL');
    for (const pid of pids) if (startOf(pid) !== undefined) process.kill(pid, 'SIGKILL');
    await rm(folder, { recursive: true });
  });
  const gone = (pid: number) => waitFor(`process ${pid} to be gone`, () => startOf(pid) === undefined);

  it('end by themselves, and one that hangs is killed at the next start', async () => {
    const [hanging, other] = pids;
    process.kill(hanging, 'SIGSTOP');
    supervisor.kill('SIGKILL');
    await gone(other);
    expect(startOf(hanging)).toBeDefined();
    expect(cleanUpLeftovers(folder)).toMatchObject([{ task: 'task1', pid: hanging }]);
    await gone(hanging);
    expect(await readdir(join(folder, 'tasks'))).toEqual([]);
    expect(cleanUpLeftovers(folder)).toEqual([]);
  });

  it('are let alone where their number belongs to another process now', async () => {
    const [reused] = pids;
    const record = { task: 'task1', group: 'interstella-monolith', pid: reused, start: 'another boot 1' };
    await writeFile(join(folder, 'tasks', 'task1.json'), JSON.stringify(record));
    await writeFile(join(folder, 'tasks', 'torn.json'), '{"pid":');
    expect(cleanUpLeftovers(folder)).toMatchObject([{ task: 'task2' }]);
    expect(startOf(reused)).toBeDefined();
    expect(await readdir(join(folder, 'tasks'))).toEqual([]);
  });
});
