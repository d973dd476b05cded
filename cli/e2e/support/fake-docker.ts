import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A call of docker, as the command line made it. */
export interface DockerCall {
  readonly args: readonly string[];
  readonly input: string;
  /** The secret of a build. */
  readonly npmrc?: string;
}

/** What it answers to a command: by its first two words, or its first. */
export type Answers = Readonly<Record<string, { readonly says?: string; readonly code?: number }>>;

const USUAL: Answers = {
  info: { says: '28.0.0|linux|x86_64|A fake' },
  'image inspect': { says: 'linux/amd64|216000000' },
};

/** A folder for the PATH with a `docker` in it that keeps what it was asked, and answers as told. */
export class FakeDocker {
  readonly #folder = mkdtempSync(join(tmpdir(), 'interstella-docker-'));
  readonly #calls = join(this.#folder, 'calls');

  constructor(answers: Answers = {}) {
    mkdirSync(this.#calls);
    const program = `#!${process.execPath}
const fs = require('node:fs');
const args = process.argv.slice(2);
const input = fs.readFileSync(0, 'utf8');
const order = String(fs.readdirSync(${JSON.stringify(this.#calls)}).length).padStart(4, '0');
fs.writeFileSync(${JSON.stringify(this.#calls)} + '/' + order, JSON.stringify({ args, input, npmrc: process.env.INTERSTELLA_NPMRC }));
const answers = ${JSON.stringify({ ...USUAL, ...answers })};
const { says = '', code = 0 } = answers[args.slice(0, 2).join(' ')] ?? answers[args[0]] ?? {};
if (says) (code === 0 ? console.log : console.error)(says);
process.exitCode = code;
`;
    writeFileSync(join(this.#folder, 'docker'), program, { mode: 0o755 });
  }

  /** With it first on the PATH. */
  get env(): { PATH: string } {
    return { PATH: `${this.#folder}:${process.env.PATH ?? ''}` };
  }

  /** Every call so far but those that only look. */
  get calls(): DockerCall[] {
    return readdirSync(this.#calls)
      .toSorted()
      .map((file) => JSON.parse(readFileSync(join(this.#calls, file), 'utf8')) as DockerCall)
      .filter(({ args }) => args[0] !== 'info' && !['inspect', 'version'].includes(args[1] ?? ''));
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
