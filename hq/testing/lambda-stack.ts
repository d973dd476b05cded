import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { bundleOf, Program, type StartedProgram } from '@interstella/libs/testing';
import { awsDefaults } from '../aws/defaults.ts';
import { Dynamo } from '../aws/dynamo.ts';
import { ensureTables, tableNames } from '../aws/tables.ts';
import { HqClient } from '../client/index.ts';
import { ADMIN_KEY, RESOURCES } from '../e2e/world.ts';
import { FunctionEnvironment } from './function-environment.ts';
import { startHttpApi } from './http-api.ts';

const run = promisify(execFile);

const BUNDLE_LAMBDA = join(import.meta.dirname, '..', '..', 'scripts', 'bundle-lambda.mjs');
const TOPIC_PREFIX = 'interstella-';
export const TOPIC_ARN_PREFIX = `arn:aws:sns:us-east-1:000000000000:${TOPIC_PREFIX}`;
export const ORDERS_PER_MINUTE = 12;

/** As AWS limits the functions; closing alone is given less, so that it runs once. */
const API_LIMIT_MS = 15_000;
const CLOSE_LIMIT_MS = 29_000;

/** HQ's functions in the bundle that is deployed, against the local AWS endpoints. */
export class LambdaStack {
  url = '';
  #folder = '';
  #endpoints: StartedProgram | undefined;
  #gateway: Awaited<ReturnType<typeof startHttpApi>> | undefined;
  #environments: FunctionEnvironment[] = [];
  #env: Record<string, string> = {};
  #tables = 0;
  #aheadMs = 0;

  /** For all tests of a suite: the bundle and the endpoints once, tables and processes for each test. */
  static use(): LambdaStack {
    const stack = new LambdaStack();
    beforeAll(() => stack.#start());
    beforeEach(() => stack.#begin());
    afterEach(() => stack.#end());
    afterAll(() => stack.#stop());
    return stack;
  }

  get client(): HqClient {
    return new HqClient({ url: this.url, adminKey: ADMIN_KEY });
  }

  /** Whatever begins from now on has other settings. */
  set(env: Readonly<Record<string, string>>): void {
    Object.assign(this.#env, env);
  }

  /** A new environment, and nothing in it yet. */
  environment(): FunctionEnvironment {
    const env = { ...this.#env, CLOCK_AHEAD_MS: String(this.#aheadMs) };
    const environment = new FunctionEnvironment(join(this.#folder, 'index.mjs'), env);
    this.#environments.push(environment);
    return environment;
  }

  /** Serves the API from an environment of its own. */
  async serveApi(): Promise<FunctionEnvironment> {
    const environment = this.environment();
    this.#gateway = await startHttpApi((event) => environment.invoke('api', event, API_LIMIT_MS));
    this.url = this.#gateway.url;
    return environment;
  }

  /** Runs the closing function once, in a new environment. */
  close(): Promise<unknown> {
    return this.environment().invoke('close', {}, CLOSE_LIMIT_MS);
  }

  pass(ms: number): void {
    this.#aheadMs += ms;
    for (const environment of this.#environments) environment.pass(ms);
  }

  async #start(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'interstella-functions-'));
    await run(process.execPath, [BUNDLE_LAMBDA, this.#folder]);
    this.#endpoints = await Program.start(bundleOf('local'), { PORT: '0' });
    const endpoint = this.#endpoints.url;
    const client = { ...awsDefaults({}, endpoint), endpoint };
    const sns = new SNSClient(client);
    for (const topic of ['orders', ...RESOURCES]) {
      await sns.send(new CreateTopicCommand({ Name: TOPIC_PREFIX + topic }));
    }
    const ssm = new SSMClient(client);
    const parameter = { Name: '/interstella/hqAdminKey', Value: ADMIN_KEY };
    await ssm.send(new PutParameterCommand({ ...parameter, Type: 'SecureString' }));
    sns.destroy();
    ssm.destroy();
  }

  async #begin(): Promise<void> {
    const endpoint = this.#endpoints?.url ?? '';
    this.#tables += 1;
    this.#aheadMs = 0;
    this.#env = {
      ...{ AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'us-east-1' },
      ...{ AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
      ...{ TABLE_PREFIX: `lambda${this.#tables}-`, TOPIC_ARN_PREFIX, KEEP_DAYS: '30' },
      ...{ LEDGER_GROUPS: '2', LEDGER_LANES: '3', BUCKET_MS: '60000' },
      ...{ HQ_ADMIN_KEY_PARAMETER: '/interstella/hqAdminKey', ORDERS_PER_MINUTE: String(ORDERS_PER_MINUTE) },
    };
    const dynamo = new Dynamo(endpoint);
    await ensureTables(dynamo.sdk, tableNames(`lambda${this.#tables}-`));
    dynamo.destroy();
  }

  async #end(): Promise<void> {
    await this.#gateway?.stop();
    this.#gateway = undefined;
    await Promise.all(this.#environments.map((environment) => environment.stop()));
    this.#environments = [];
  }

  async #stop(): Promise<void> {
    await this.#endpoints?.stop();
    await rm(this.#folder, { recursive: true });
  }
}
