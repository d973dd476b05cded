import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { waitFor } from '@interstella/libs/testing';
import { FreshClone } from '../../cli/e2e/support/fresh-clone.ts';

let clone: FreshClone;

beforeEach(() => {
  clone = new FreshClone();
});

afterEach(async () => {
  await clone.remove();
});

describe('the Node that runs it', () => {
  it('is looked at before anything that an old one could not load', async () => {
    clone.write(
      'old-node.cjs',
      "Object.defineProperty(process.versions, 'node', { value: '18.20.4' }); Object.freeze(process.versions);",
    );
    for (const program of ['run.mjs', 'test.mjs']) {
      for (const other of ['install.mjs', 'run-checks.mjs', 'setup-failure.mjs']) {
        clone.write(`scripts/${other}`, "throw new Error('This was loaded too early.');");
      }
      const { code, stderr } = await clone.run(program, [], ['--require', clone.path('old-node.cjs')]).ended;
      expect(stderr).toBe(
        'Interstella needs Node 20.19 or newer; this is 18.20.4. Install a newer Node and try again.\n',
      );
      expect(code).toBe(1);
    }
  });
});

describe('installing', () => {
  it('happens once when two are started in a fresh clone, and so does the build', async () => {
    const first = clone.run('run.mjs');
    await waitFor('npm', () => clone.installs.length > 0);
    const second = clone.run('run.mjs');
    await waitFor('the second to wait', () => second.stderr.includes('Another run'));
    expect(second.stderr).toContain(`(process ${first.pid}) is installing the packages here`);
    clone.letInstall();
    for (const run of [first, second]) {
      expect(await run.ended).toMatchObject({ code: 0, stdout: 'It runs.\n' });
    }
    expect(clone.installs).toHaveLength(1);
    expect(readdirSync(clone.path('.interstella'))).toEqual([]);
  });

  it('leaves out what is for development until somebody needs it, and then keeps what is there', async () => {
    await clone.setUp();
    await clone.run('test.mjs', ['unit']).ended;
    // Now everything is there.
    await clone.setUp();
    clone.lock('1.0.1');
    await clone.setUp();
    expect(clone.installs).toEqual([
      expect.stringMatching(/^ci .*--include=optional .*--omit=dev$/),
      expect.stringMatching(/^install --no-save .*--include=optional .*--include=dev$/),
      expect.stringMatching(/^install --no-save .*--include=dev$/),
    ]);
  });

  it('does not happen where the person has done it', async () => {
    clone.installByHand();
    await clone.setUp();
    await clone.run('test.mjs', ['unit']).ended;
    expect(clone.installs).toEqual([]);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'that %s interrupts is done again by the next run',
    async (signal) => {
      await clone.setUp();
      clone.lock('1.0.1');
      rmSync(clone.path('go'));
      const interrupted = clone.run('run.mjs');
      await waitFor('npm', () => clone.installs.length === 2);
      interrupted.signal(signal);
      const { code, stderr } = await interrupted.ended;
      expect(code).toBe(signal === 'SIGINT' ? 130 : 143);
      expect(stderr).toContain(`interrupted by ${signal}; the next run starts it again.`);
      // Even if the lock file is again the one that had been installed.
      clone.lock('1.0.0');
      await clone.setUp();
      expect(clone.installs).toHaveLength(3);
    },
  );

  it('that failed says so without a stack, and lets the next run try', async () => {
    const settings = "if (process.argv[2] === 'config') console.log('min-release-age=365\\nbefore=null');";
    clone.write('npm-cli.js', `${settings} else process.exit(7);`);
    const { code, stderr } = await clone.run('run.mjs').ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /npm ci failed \(code 7\)\. Its messages above say why\.\nnpm takes [^\n]*min-release-age[^\n]*\n$/,
    );
    expect(readdirSync(clone.path('.interstella'))).toEqual([]);
  });
});

describe('building', () => {
  it('says that it takes a while, once, and leaves no program of its own behind', async () => {
    clone.write(
      'cli/interstella.ts',
      "import { execFileSync } from 'node:child_process'; console.log(execFileSync('ps', ['-A', '-o', 'ppid=,args=']).toString().split('\\n').filter((line) => line.trim().startsWith(`${process.pid} `) && !line.includes('ps -A')).join());",
    );
    clone.letInstall();
    const first = await clone.run('run.mjs').ended;
    expect(first).toMatchObject({ code: 0, stdout: '\n' });
    expect(first.stderr.match(/Building \(once/g)).toHaveLength(1);
    expect((await clone.run('run.mjs').ended).stderr).toBe('');
  });

  it('is done again when a source is replaced by an older one, and when an output is gone', async () => {
    await clone.setUp();
    clone.write('cli/interstella.ts', "console.log('It is older.');");
    utimesSync(clone.path('cli/interstella.ts'), 1_000, 1_000);
    expect((await clone.run('run.mjs').ended).stdout).toBe('It is older.\n');
    rmSync(clone.path('hq/dist'), { recursive: true });
    await clone.run('run.mjs').ended;
    expect(existsSync(clone.path('hq/dist/main.js'))).toBe(true);
    const { mtimeMs } = statSync(clone.path('hq/dist/main.js'));
    await clone.run('run.mjs').ended;
    expect(statSync(clone.path('hq/dist/main.js')).mtimeMs).toBe(mtimeMs);
  });

  it('that failed shows each error once, and one sentence, and leaves the last build as it was', async () => {
    clone.write('libs/shared.ts', 'export const shared = 1;');
    for (const room of ['hq', 'local']) clone.write(`${room}/main.ts`, "import '../libs/shared.ts';");
    await clone.setUp();
    const before = readFileSync(clone.path('hq/dist/main.js'), 'utf8');
    clone.write('libs/shared.ts', 'export const = 1;');
    const { code, stdout, stderr } = await clone.run('run.mjs').ended;
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr.match(/ERROR/g)).toHaveLength(1);
    expect(stderr).toContain('libs/shared.ts');
    expect(stderr).toMatch(/\nThe build failed; .*\n$/);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(readFileSync(clone.path('hq/dist/main.js'), 'utf8')).toBe(before);
  });

  it('keeps the chunks that a running program may still import', async () => {
    const chunks = () => readdirSync(clone.path('libs/dist')).filter((name) => /^chunk.*js$/.test(name));
    clone.write('iridium/src/late.ts', "export const late = 'as it was';");
    clone.write('iridium/src/main.ts', "const { late } = await import('./late.ts'); console.log(late);");
    await clone.setUp();
    const before = chunks();
    for (const text of ['once more', 'and again', 'for good']) {
      clone.write('iridium/src/late.ts', `export const late = '${text}';`);
      await clone.setUp();
    }
    expect(before.length).toBeGreaterThan(0);
    expect(chunks()).toEqual(expect.arrayContaining(before));
    expect(chunks().length).toBeGreaterThan(before.length);
  });
});
