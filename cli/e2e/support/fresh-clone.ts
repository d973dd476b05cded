import { expect } from '@jest/globals';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { TEST_LIMIT_MS } from '@interstella/libs/testing';
import { ROOT } from './root.ts';
import { RunningCommand } from './running-command.ts';

/** Installs as npm would, but only when the test lets it: it waits for a file `go`, what was there untouched. */
const STUB_NPM = `
import { appendFileSync, cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
const args = process.argv.slice(2);
appendFileSync('npm.log', args.join(' ') + '\\n');
while (!existsSync('go')) await new Promise((resolve) => setTimeout(resolve, 20));
if (args[0] === 'ci') rmSync('node_modules', { recursive: true, force: true });
for (const name of readdirSync('packages').filter((one) => !existsSync('node_modules/' + one))) {
  cpSync('packages/' + name, 'node_modules/' + name, { recursive: true, verbatimSymlinks: true });
}
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
if (args.includes('--omit=dev')) for (const [path, one] of Object.entries(packages)) if (one.dev) delete packages[path];
writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages }));
`;

/** The set-up programs in a folder of their own, as after \`git clone\`, with programs of a line each and a stub of npm. */
export class FreshClone {
  readonly folder = mkdtempSync(join(tmpdir(), 'interstella-clone-'));
  readonly #runs: RunningCommand[] = [];

  constructor() {
    for (const name of readdirSync(join(ROOT, 'scripts')).filter((file) => file.endsWith('.mjs'))) {
      cpSync(join(ROOT, 'scripts', name), this.path('scripts', name));
    }
    this.write('package.json', '{ "type": "module" }');
    this.lock('1.0.0');
    this.write('npm-cli.js', STUB_NPM);
    for (const service of ['monolith', 'iridium', 'magnesite']) this.write(`${service}/src/main.ts`, '');
    for (const program of ['hq/main.ts', 'local/main.ts', 'local/platform.ts', 'bench/main.ts']) {
      this.write(program, '');
    }
    const rooms = ['libs', 'infra', 'images', 'terminal', 'migration', 'cloud', 'rehearsal'];
    for (const room of rooms) mkdirSync(this.path(room));
    this.write('cli/interstella.ts', "console.log('It runs.');");
    mkdirSync(this.path('packages'));
    for (const name of ['esbuild', '@esbuild', '@swc', 'reflect-metadata']) {
      symlinkSync(join(ROOT, 'node_modules', name), this.path('packages', name));
    }
    mkdirSync(this.path('tmp'));
  }

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  /** Has the lock file name a version of its packages: one for `npm start`, and one for development. */
  lock(version: string): void {
    const packages = { 'node_modules/esbuild': { version }, 'node_modules/jest': { version, dev: true } };
    this.write('package-lock.json', JSON.stringify({ packages }));
  }

  /** Lets the stub of npm install. */
  letInstall(): void {
    this.write('go', '');
  }

  /** Has everything installed and built. */
  async setUp(): Promise<void> {
    this.letInstall();
    expect(await this.run('run.mjs').ended).toMatchObject({ code: 0, stdout: 'It runs.\n' });
  }

  /** Leaves what a person's own `npm ci` does. */
  installByHand(): void {
    cpSync(this.path('packages'), this.path('node_modules'), { recursive: true, verbatimSymlinks: true });
    cpSync(this.path('package-lock.json'), this.path('node_modules', '.package-lock.json'));
  }

  /** How npm was called, each time. */
  get installs(): string[] {
    return existsSync(this.path('npm.log'))
      ? readFileSync(this.path('npm.log'), 'utf8').trim().split('\n')
      : [];
  }

  /** Runs one of the set-up programs. */
  run(program: string, args: readonly string[] = [], nodeArgs: readonly string[] = []): RunningCommand {
    const command = [...nodeArgs, this.path('scripts', program), ...args];
    const env = { ...process.env, npm_execpath: this.path('npm-cli.js'), TMPDIR: this.path('tmp') };
    const running = new RunningCommand(process.execPath, command, { env, limitMs: TEST_LIMIT_MS });
    this.#runs.push(running);
    return running;
  }

  /** Ends what still runs, and deletes everything. */
  async remove(): Promise<void> {
    for (const run of this.#runs) run.signal('SIGTERM');
    await Promise.allSettled(this.#runs.map(({ ended }) => ended));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
