import { type ChildProcess, fork } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const PROGRAM = join(import.meta.dirname, '..', 'dist', 'main.js');

interface Ready {
  readonly ready: { readonly url: string; readonly port: number; readonly certificate: string };
}

let child: ChildProcess;
let said: string;
let folder: string;
const started: ChildProcess[] = [];

function run(env: Record<string, string>, execArgv: string[] = []): ChildProcess {
  said = '';
  child = fork(PROGRAM, {
    execArgv,
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

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'interstella-local-'));
});
afterEach(async () => {
  for (const program of started.splice(0)) program.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

function dynamoDb(operation: string): Record<string, string> {
  return {
    'x-amz-target': `DynamoDB_20120810.${operation}`,
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-date': '20261120T000000Z',
    authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=none',
  };
}

describe('the program', () => {
  it('announces where it is, serves, and exits with 0 on SIGTERM', async () => {
    const [{ ready }] = (await once(run({ PORT: '0' }), 'message')) as [Ready];
    expect(ready.url).toBe(`http://127.0.0.1:${ready.port}`);
    expect(createPublicKey(ready.certificate).asymmetricKeyType).toBe('rsa');
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

  it('says that another uses the data folder, and leaves that one alone', async () => {
    const [{ ready }] = (await once(run({ PORT: '0', DATA_DIR: folder }), 'message')) as [Ready];
    run({ PORT: '0', DATA_DIR: folder });
    expect(await exitCode()).toBe(1);
    expect(said).toBe(
      `The AWS endpoints cannot start. The folder ${join(folder, 'dynamodb')} is in use by another Interstella, or holds something else than DynamoDB's store.\n`,
    );
    const answer = await fetch(ready.url, { method: 'POST', headers: dynamoDb('ListTables'), body: '{}' });
    expect(await answer.json()).toEqual({ TableNames: [] });
  });

  it('says that it cannot open what is in the data folder', async () => {
    await mkdir(join(folder, 'dynamodb', 'LOCK'), { recursive: true });
    run({ PORT: '0', DATA_DIR: folder });
    expect(await exitCode()).toBe(1);
    expect(said).toMatch(/^The AWS endpoints cannot start\. The folder \S+ is in use .*\n$/);
  });

  it('says that it cannot write the data folder', async () => {
    const DATA_DIR = join(folder, 'file');
    await writeFile(DATA_DIR, '');
    run({ PORT: '0', DATA_DIR });
    expect(await exitCode()).toBe(1);
    expect(said).toMatch(/^The AWS endpoints cannot start\. The folder \S+ cannot be written: ENOTDIR.*\n$/);
  });

  it('says in one line what ended it when no request could catch that, and exits with 1', async () => {
    const module =
      'process.once("SIGUSR2", () => setImmediate(() => { throw new Error("The store is lost.") }))';
    await once(run({ PORT: '0' }, ['--import', `data:text/javascript,${module}`]), 'message');
    const exited = exitCode();
    child.kill('SIGUSR2');
    expect(await exited).toBe(1);
    expect(said).toBe('The AWS endpoints stop. The store is lost.\n');
  });
});
