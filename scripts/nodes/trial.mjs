import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ROOT } from '../install.mjs';

/**
 * @typedef {object} Result
 * @property {string} node its version
 * @property {string} start what became of `npm start`
 * @property {string} test and of `npm test`
 * @property {boolean} ok
 */

const ANY_PORTS = ['--port', '0', '--endpoint-port', '0', '--hq-port', '0'];
/** In the status line of `npm start`. */
const FULFILLED = /complete [1-9]/;
/** Variables that npm needs behind a proxy or a company's registry, and its cache, so that a download is made once. */
const KEPT =
  /^(NODE_EXTRA_CA_CERTS|NODE_USE_ENV_PROXY|npm_config_(userconfig|cache|registry|cafile|proxy|https_proxy))$/i;

/** One version of Node, and a clone of this repository to try it in. */
export class Trial {
  #processes;
  #folder;
  #clone;
  #env;

  /**
   * @param {import('./group-processes.mjs').GroupProcesses} processes
   * @param {string} folder for all that it makes
   */
  constructor(processes, folder) {
    this.#processes = processes;
    this.#folder = folder;
    this.#clone = join(folder, 'clone');
    this.#env = environment(folder);
  }

  /**
   * @param {string} version of Node, as npm takes it
   * @param {string[]} testArguments of npm test
   * @returns {Promise<Result>}
   */
  async run(version, testArguments) {
    mkdirSync(join(this.#folder, 'home'), { recursive: true });
    if (!(await this.#prepare(version)))
      return { node: version, start: 'not tried', test: 'not tried', ok: false };
    const start = await this.#try('npm', ['start', '--', ...ANY_PORTS], (output) => FULFILLED.test(output));
    const test = await this.#try('npm', ['test', '--', ...testArguments]);
    return {
      node: execFileSync('node', ['--version'], { env: this.#env, encoding: 'utf8' }).trim(),
      start: `${start.text}${start.isEnough ? '' : ', no order fulfilled'}`,
      test: test.text,
      ok: start.code === 0 && start.isEnough && test.code === 0,
    };
  }

  /** Fetches Node from npm, and clones. @param {string} version @returns {Promise<boolean>} whether that worked */
  async #prepare(version) {
    const steps = [
      [
        'npm',
        'pack',
        '--silent',
        `node-${process.platform}-${process.arch}@${version}`,
        `--pack-destination=${this.#folder}`,
      ],
      ['sh', '-c', `tar -xzf "${this.#folder}"/*.tgz -C "${this.#folder}"`],
      ['git', 'clone', '--quiet', ROOT, this.#clone],
    ];
    for (const [command = '', ...args] of steps) {
      const { code } = await this.#processes.run(command, args, { cwd: this.#folder });
      if (code !== 0) return false;
    }
    return true;
  }

  /**
   * @param {string} command
   * @param {string[]} args
   * @param {(output: string) => boolean} [isEnough] see GroupProcesses
   */
  async #try(command, args, isEnough = () => false) {
    const begun = Date.now();
    const place = { cwd: this.#clone, env: this.#env };
    const { code, output } = await this.#processes.run(command, args, place, isEnough);
    const seconds = Math.round((Date.now() - begun) / 1_000);
    return { code, isEnough: isEnough(output), text: `exit code ${code} after ${seconds} s` };
  }
}

/** @param {string} folder @returns {NodeJS.ProcessEnv} as a newcomer has it, with the Node that is tried first on the PATH */
function environment(folder) {
  const names = Object.keys(process.env).filter(
    (name) => KEPT.test(name) || !/^(npm_|INTERSTELLA_|NODE_|INIT_CWD$)/i.test(name),
  );
  // npm run has put the programs of this folder's packages there.
  const path = (process.env.PATH ?? '').split(delimiter).filter((one) => !one.includes('node_modules'));
  return {
    ...Object.fromEntries(names.map((name) => [name, process.env[name]])),
    HOME: join(folder, 'home'),
    PATH: [join(folder, 'package', 'bin'), ...path].join(delimiter),
  };
}
