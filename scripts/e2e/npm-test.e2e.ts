import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { waitFor } from '@interstella/libs/testing';
import { FreshClone } from '../../cli/e2e/support/fresh-clone.ts';
import { isRunning } from '../../cli/e2e/support/processes.ts';

let clone: FreshClone;

beforeEach(() => {
  clone = new FreshClone();
});

afterEach(async () => {
  await clone.remove();
});

describe('npm test', () => {
  /** Puts a stub in the place of Jest. */
  async function withJest(source: string): Promise<void> {
    await clone.setUp();
    clone.write('node_modules/jest/bin/jest.js', source);
  }

  it('counts passed, failed and skipped tests in the last line', async () => {
    await withJest(`
      import { writeFileSync } from 'node:fs';
      const file = process.argv.find((arg) => arg.startsWith('--outputFile=')).slice(13);
      const skipped = { numPendingTests: 2, numTodoTests: 1 };
      const counts = { numPassedTests: 5, numFailedTests: 1, numRuntimeErrorTestSuites: 1, ...skipped };
      writeFileSync(file, JSON.stringify(counts));
    `);
    const { code, stdout } = await clone.run('test.mjs', ['unit']).ended;
    expect(stdout).toMatch(/\n5 passed, 2 failed, 3 skipped\n$/);
    expect(code).toBe(1);
  });

  it('takes a result that cannot be read as one failure, and cleans up', async () => {
    await withJest('process.exit(0);');
    const { code, stdout, stderr } = await clone.run('test.mjs', ['unit']).ended;
    expect(stdout).toMatch(/\n0 passed, 1 failed\n$/);
    expect(stderr).toContain('without a result that can be read');
    expect(code).toBe(1);
    expect(readdirSync(clone.path('tmp'))).toEqual([]);
  });

  it('runs what uses one core each side by side, and shows it in order', async () => {
    await clone.setUp();
    // Lint ends only when the types have been looked at.
    const late = `while (!existsSync('types.log')) await new Promise((resolve) => setTimeout(resolve, 20));`;
    clone.write('node_modules/prettier/bin/prettier.cjs', "console.log('formatted');");
    clone.write(
      'node_modules/eslint/bin/eslint.js',
      `import { existsSync } from 'node:fs';\n${late}\nconsole.log('linted'); process.exit(1);`,
    );
    clone.write('node_modules/eslint/package.json', '{ "type": "module" }');
    clone.write(
      'node_modules/typescript/bin/tsc',
      "require('node:fs').writeFileSync('types.log', ''); console.error('typed');",
    );
    const { code, stdout } = await clone.run('test.mjs', ['format', 'lint', 'types']).ended;
    expect(stdout.replace(/\(.* s\)/g, '(s)')).toBe(
      [
        ...['', '== format', 'formatted', '== format: 1 passed, 0 failed (s)'],
        ...['', '== lint', 'linted', '== lint: 0 passed, 1 failed (s)'],
        ...['', '== types', 'typed', '== types: 1 passed, 0 failed (s)'],
        ...['', '2 passed, 1 failed', ''],
      ].join('\n'),
    );
    expect(code).toBe(1);
  });

  it('takes a failed build as one failure', async () => {
    await withJest('process.exit(0);');
    clone.write('hq/main.ts', 'export const = 1;');
    const { code, stdout } = await clone.run('test.mjs', ['e2e']).ended;
    expect(stdout).toMatch(/\n0 passed, 1 failed\n$/);
    expect(code).toBe(1);
  });

  it('narrows the tests to a path, and fails where none matches', async () => {
    await withJest(`
      import { writeFileSync } from 'node:fs';
      const file = process.argv.find((arg) => arg.startsWith('--outputFile=')).slice(13);
      const none = { numFailedTests: 0, numRuntimeErrorTestSuites: 0, numPendingTests: 0, numTodoTests: 0 };
      writeFileSync(file, JSON.stringify({ numPassedTests: 0, ...none }));
      console.log(process.argv.slice(2).join(' '));
    `);
    const { code, stdout } = await clone.run('test.mjs', ['hq/report']).ended;
    expect(stdout.match(/--passWithNoTests --testPathPatterns=hq\/report/g)).toHaveLength(2);
    expect(stdout).toMatch(/\n0 passed, 1 failed\n$/);
    expect(code).toBe(1);
    expect((await clone.run('test.mjs', ['unti']).ended).code).toBe(2);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends what it runs on %s, and still counts', async (signal) => {
    await withJest(`
      import { spawn } from 'node:child_process';
      import { writeFileSync } from 'node:fs';
      const own = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      writeFileSync('jest.pids', process.pid + ' ' + own.pid);
      setInterval(() => {}, 1000);
    `);
    const running = clone.run('test.mjs', ['unit', 'e2e']);
    const pids = await waitFor('Jest', () => {
      const text = existsSync(clone.path('jest.pids')) ? readFileSync(clone.path('jest.pids'), 'utf8') : '';
      return text !== '' && text.split(' ').map(Number);
    });
    running.signal(signal);
    const { code, stdout } = await running.ended;
    expect(stdout).toMatch(/\n0 passed, 1 failed\n$/);
    expect(stdout).not.toContain('== e2e');
    expect(code).toBe(1);
    await waitFor('the end of what Jest had started', () => !pids.some(isRunning));
  });
});
