import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_LIMIT_MS } from '@interstella/libs/testing';
import { INTERSTELLA } from '../../../cli/e2e/support/command-line.ts';
import { ROOT } from '../../../cli/e2e/support/root.ts';
import { type CommandResult, RunningCommand } from '../../../cli/e2e/support/running-command.ts';

const CDK = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');

const KEPT_APP = join(import.meta.dirname, 'kept-app.mjs');

/** moto's AWS: the account that every test works in. */
export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';

/**
 * A local AWS of its own for a test, and a home folder in which commands find no other.
 *
 * Its templates' URLs need the name `localhost`; its CloudFormation crashes on change sets that update, so that stacks
 * are deployed with `--method direct`.
 */
export class Moto {
  readonly url: string;
  readonly home: string;
  readonly #server: ChildProcess;
  readonly #commands: RunningCommand[] = [];

  private constructor(server: ChildProcess, port: string, home: string) {
    this.#server = server;
    this.url = `http://localhost:${port}`;
    this.home = home;
    process.once('exit', () => server.kill('SIGKILL'));
  }

  static async start(): Promise<Moto> {
    const home = await mkdtemp(join(tmpdir(), 'interstella-moto-'));
    const server = spawn('moto_server', ['-p', '0'], {
      stdio: ['ignore', 'ignore', 'pipe'],
      // So many tasks of a service that moto makes count as running; else all are pending for ever.
      env: { ...process.env, MOTO_ECS_SERVICE_RUNNING: '1' },
    });
    try {
      return new Moto(server, await portOf(server), home);
    } catch (error) {
      server.kill('SIGKILL');
      await rm(home, { recursive: true, force: true });
      throw error;
    }
  }

  /** Ends also the commands that a failed test left running. */
  async stop(): Promise<void> {
    for (const command of this.#commands) command.kill();
    await Promise.allSettled(this.#commands.map(({ ended }) => ended));
    const ended = new Promise((resolve) => this.#server.once('close', resolve));
    this.#server.kill('SIGKILL');
    await ended;
    await rm(this.home, { recursive: true, force: true });
  }

  /** For a command, instead of anybody's own AWS configuration. */
  get env(): Record<string, string> {
    const { PATH = '', INTERSTELLA_TEST_TEMPLATES: templates } = process.env;
    return {
      // In the place of what cdk.json names.
      CDK_APP: `${process.execPath} ${KEPT_APP}`,
      KEPT_ASSEMBLIES: templates === undefined ? join(this.home, 'kept') : `${templates}-assemblies`,
      PATH,
      HOME: this.home,
      INTERSTELLA_HOME: this.home,
      AWS_ENDPOINT_URL: this.url,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    };
  }

  /** For an SDK client of the test itself. S3's buckets are paths here, not names of hosts. */
  get config() {
    return {
      endpoint: this.url,
      region: REGION,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      forcePathStyle: true,
    };
  }

  /** `npx cdk …`, without npx. */
  cdk(...args: string[]): Promise<CommandResult> {
    return this.#begin(CDK, args).ended;
  }

  /** `npx interstella …`. @param input what is piped into it */
  interstella(args: readonly string[], input = '', env: Record<string, string> = {}): RunningCommand {
    return this.#begin(INTERSTELLA, args, input, env);
  }

  /** `npx cdk bootstrap -c stage=hq`, which every account needs once. @throws if it fails */
  async bootstrap(): Promise<void> {
    const { code, stderr } = await this.cdk(
      'bootstrap',
      '-c',
      'stage=hq',
      '--output',
      join(this.home, 'bootstrap'),
    );
    if (code !== 0) throw new Error(`cdk bootstrap ended with ${code}:\n${stderr}`);
  }

  #begin(
    program: string,
    args: readonly string[],
    input = '',
    env: Record<string, string> = {},
  ): RunningCommand {
    const command = new RunningCommand(process.execPath, [program, ...args], {
      env: { ...this.env, ...env },
      input,
      detached: true,
      limitMs: TEST_LIMIT_MS,
    });
    this.#commands.push(command);
    return command;
  }
}

/** Which port it got, as it says itself. */
function portOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (how: string) => {
      reject(new Error(`moto_server ${how}:\n${said}`));
    };
    const limit = setTimeout(fail, TEST_LIMIT_MS, `was not ready within ${TEST_LIMIT_MS} ms`);
    server.once('error', reject);
    server.once('exit', (code) => {
      clearTimeout(limit);
      fail(`ended with ${code ?? 'a signal'}`);
    });
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      // Every request is a line there; only the first ones say anything new.
      if (said.length < 10_000) said += text;
      const port = /Running on http:\/\/[^:]+:(\d+)/.exec(said)?.[1];
      if (port === undefined) return;
      clearTimeout(limit);
      resolve(port);
    });
  });
}
