import { join } from 'node:path';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { HqClient } from '@interstella/hq/client';
import type { Stage } from '@interstella/infra/stages';
import { FULFILLED_BY_HEADER, ORDER_ID_HEADER } from '@interstella/libs/orders';
import { type Answer, bundleOf, call, Program, type StartedProgram } from '@interstella/libs/testing';
import type { CommandResult, RunningCommand } from '../../../cli/e2e/support/running-command.ts';
import { ACCOUNT, Moto, REGION } from './moto.ts';
import { WhatEcsDoes } from './what-ecs-does.ts';
import { WhatIsDeployed } from './what-is-deployed.ts';

/** A participant's account with an HQ of its own, and somebody who types commands. */
export class Migration {
  readonly moto: Moto;
  readonly deployed: WhatIsDeployed;
  readonly ecs: WhatEcsDoes;
  #hq: { readonly program: StartedProgram; readonly client: HqClient } | undefined;

  private constructor(moto: Moto) {
    this.moto = moto;
    this.deployed = new WhatIsDeployed(moto);
    this.ecs = new WhatEcsDoes(moto);
  }

  static async begin(): Promise<Migration> {
    const moto = await Moto.start();
    await moto.bootstrap();
    return new Migration(moto);
  }

  async end(): Promise<void> {
    this.#hq?.program.signal('SIGKILL');
    await this.#hq?.program.exited;
    await this.moto.stop();
  }

  interstella(...args: string[]): Promise<CommandResult> {
    return this.moto.interstella(args).ended;
  }

  /** `npx interstella deploy …`, as moto can. */
  beginDeploy(stage: string, ...more: string[]): RunningCommand {
    return this.moto.interstella(['deploy', stage, '--yes', '--method', 'direct', ...this.atHq, ...more]);
  }

  deploy(stage: string, ...more: string[]): Promise<CommandResult> {
    return this.beginDeploy(stage, ...more).ended;
  }

  /** A deployment that is under way, with what ECS and SNS do in it. */
  async serve(running: RunningCommand, stage: Stage): Promise<CommandResult> {
    await this.ecs.startTasksOf(stage, running);
    return running.ended;
  }

  /** Runs the HQ that is in the Lambda, which moto does not run, over the stack's own tables and topics. */
  async startHq(): Promise<void> {
    const { value: adminKey } = await this.parameter('hqAdminKey');
    const program = await Program.start(bundleOf('hq'), {
      ...this.moto.env,
      PORT: '0',
      HOST: '127.0.0.1',
      TOPIC_ARN_PREFIX: `arn:aws:sns:${REGION}:${ACCOUNT}:interstella-`,
      HQ_ADMIN_KEY: adminKey,
    });
    this.#hq = { program, client: new HqClient({ url: program.url, adminKey }) };
  }

  get hq(): HqClient {
    if (!this.#hq) throw new Error('HQ does not run yet.');
    return this.#hq.client;
  }

  get hqUrl(): string {
    return this.#hq?.program.url ?? '';
  }

  /** For a command, since the stack's output names no API that moto has. */
  get atHq(): readonly string[] {
    return this.#hq ? ['--hq-url', this.hqUrl] : [];
  }

  async parameter(name: string): Promise<{ type: string | undefined; value: string }> {
    const { Parameter } = await new SSMClient(this.moto.config).send(
      new GetParameterCommand({ Name: `/interstella/${name}`, WithDecryption: true }),
    );
    return { type: Parameter?.Type, value: Parameter?.Value ?? '' };
  }

  /** What a monolith sends HQ that has gathered everything. */
  async fulfill(orderId: string): Promise<Answer> {
    return call(this.hqUrl, '/receiving/', {
      headers: {
        'x-api-key': (await this.parameter('apiKey')).value,
        [ORDER_ID_HEADER]: orderId,
        [FULFILLED_BY_HEADER]: 'monolith',
      },
      body: '{"iridium": 1, "magnesite": 1}',
    });
  }

  /** `cdk deploy` alone: a stage, into an environment of its name. */
  deployPlainly(stage: string): Promise<CommandResult> {
    return this.moto.cdk(
      ...['deploy', '-c', `stage=${stage}`, '-c', `environmentName=${stage}`, '--method', 'direct'],
      ...['--require-approval', 'never', '--output', join(this.moto.home, 'plain', stage)],
    );
  }
}
