import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { GroupProcesses } from './group-processes.mjs';

const PLACE = { cwd: import.meta.dirname };
/** Says so when it is up, and when it is asked to end. */
const KIT = `
  process.on('SIGINT', () => { console.log('final report'); process.exit(0); });
  setInterval(() => undefined, 1_000);
  console.log('complete 1');
`;

describe('a program with a process group of its own', () => {
  const listeners = new Map<NodeJS.Signals, readonly unknown[]>();

  beforeEach(() => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      listeners.set(signal, process.listeners(signal));
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  });

  afterEach(() => {
    jest.restoreAllMocks();
    for (const [signal, before] of listeners) {
      for (const one of process.listeners(signal)) if (!before.includes(one)) process.off(signal, one);
    }
  });

  it('is asked to end once it has said enough, and may say more until then', async () => {
    const isEnough = (output: string) => output.includes('complete 1');
    const ended = await new GroupProcesses().run(process.execPath, ['-e', KIT], PLACE, isEnough);
    expect(ended).toEqual({ code: 0, output: 'complete 1\nfinal report\n' });
  });

  it('tells its exit code, and 1 for a signal', async () => {
    const processes = new GroupProcesses();
    const run = async (source: string) => (await processes.run(process.execPath, ['-e', source], PLACE)).code;
    expect(await run('process.exit(7)')).toBe(7);
    expect(await run("process.kill(process.pid, 'SIGKILL')")).toBe(1);
  });
});
