import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  bundleOf,
  call,
  environmentOf,
  MONOLITH,
  SnsSigner,
  StubUpstream,
  waitFor,
} from '@interstella/libs/testing';

/** Half as much again as a process keeps for its reader, in lines of some 400 characters. */
const MANY_LINES = 4_500;
const LINES_AT_ONCE = 500;

describe('a service whose log', () => {
  let certificate: string;
  const closings: (() => unknown)[] = [];
  beforeAll(async () => {
    ({ certificate } = await SnsSigner.create());
  });
  afterEach(async () => {
    for (const close of closings.splice(0)) await close();
  });

  /** A monolith whose standard output nobody reads yet. */
  async function start() {
    const upstream = await StubUpstream.start(MONOLITH.upstream.success);
    const child = fork(bundleOf('monolith'), {
      execArgv: [],
      env: { ...environmentOf(MONOLITH, upstream.url, certificate), LOG_FORMAT: 'json' },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    closings.push(
      () => child.kill('SIGKILL'),
      () => upstream.close(),
      () => {
        agent.destroy();
      },
    );
    const [{ ready }] = (await once(child, 'message')) as [{ ready: { port: number } }];
    const write = async (lines: number) => {
      const path = `/${'x'.repeat(200)}`;
      const headers = { 'x-request-id': 'r'.repeat(100) };
      for (let left = lines; left > 0; left -= LINES_AT_ONCE) {
        const posts = Array.from({ length: Math.min(left, LINES_AT_ONCE) }, () =>
          call(`http://127.0.0.1:${ready.port}`, path, { body: '', headers, agent }),
        );
        for (const { status } of await Promise.all(posts)) expect(status).toBe(404);
      }
    };
    return { child, write };
  }

  it('nobody reads any more serves on, and exits with 0', async () => {
    const { child, write } = await start();
    child.stdout?.destroy();
    await write(100);
    expect(await stop(child)).toEqual([0, null]);
  });

  it('nobody reads serves on, and exits with 0', async () => {
    const { child, write } = await start();
    await write(MANY_LINES);
    expect(await stop(child)).toEqual([0, null]);
  });

  it('is read late has what was kept, and says how much was not', async () => {
    const { child, write } = await start();
    await write(MANY_LINES);
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    const told = await waitFor('the line that tells', () => /"(\d+) log lines were dropped/.exec(text));
    const written = text.split('\n').filter((line) => line.includes('xxx')).length;
    expect(written).toBeGreaterThan(1_000);
    expect(written + Number(told[1])).toBe(MANY_LINES);
    expect(await stop(child)).toEqual([0, null]);
    expect(text.match(/were dropped/g)).toHaveLength(1);
  });
});

async function stop(child: ChildProcess): Promise<unknown[]> {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  return exited;
}
