import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createPublicKey } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';

const PROGRAM = join(import.meta.dirname, '..', 'dist', 'main.js');

interface Ready {
  readonly ready: { readonly url: string; readonly port: number; readonly certificate: string };
}

let child: ChildProcess;
let said: string;
const started: ChildProcess[] = [];

function run(env: Record<string, string>): ChildProcess {
  said = '';
  child = fork(PROGRAM, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  started.push(child);
  child.stderr?.on('data', (text: Buffer) => (said += text.toString()));
  return child;
}

/** Waits for the exit and for everything that was said before it. */
async function exitCode(): Promise<number | null> {
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}

afterEach(() => {
  for (const program of started.splice(0)) program.kill('SIGKILL');
});

describe('the program', () => {
  it('announces where it is, serves, and exits with 0 on SIGTERM', async () => {
    const [{ ready }] = (await once(run({ PORT: '0' }), 'message')) as [Ready];
    expect(ready.url).toBe(`http://127.0.0.1:${ready.port}`);
    expect(createPublicKey(ready.certificate).asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect((await fetch(`${ready.url}/?Action=ListTopics`)).status).toBe(200);
    const exited = exitCode();
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(said).toBe('');
  });

  it('ends with its parent', async () => {
    await once(run({ PORT: '0' }), 'message');
    const exited = once(child, 'exit');
    child.disconnect();
    expect(await exited).toEqual([0, null]);
  });

  it('says which port is taken', async () => {
    const [{ ready }] = (await once(run({ PORT: '0' }), 'message')) as [Ready];
    run({ PORT: String(ready.port) });
    expect(await exitCode()).toBe(1);
    expect(said).toMatch(new RegExp(`cannot start.*EADDRINUSE.*${ready.port}`));
  });

  it('says what PORT should be', async () => {
    run({ PORT: 'http' });
    expect(await exitCode()).toBe(1);
    expect(said).toContain('PORT must be a whole number');
  });
});
