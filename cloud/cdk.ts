import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { forwardSignals } from '@interstella/terminal/forward-signals.ts';
import { kitFolder, ROOT } from '@interstella/infra/workspace/kit-folder.ts';
import { NamedError } from '@interstella/libs/errors';
import type { Aws } from './aws.ts';

/** Installs the CDK where it is missing: `npm start` does without. */
const CDK = join(ROOT, 'scripts', 'cdk.mjs');

/** How cdk deploy changes a stack: by a change set, or, where there are none, directly. */
export const DEPLOY_METHODS = ['change-set', 'direct'] as const;

export type DeployMethod = (typeof DEPLOY_METHODS)[number];

/** A command of cdk's did not succeed; it has said why itself. */
export class CdkError extends NamedError {
  readonly code = 'CDK_FAILED';
}

/** `npx cdk` for one stage: synthesized once, so that what is deployed is what was shown. */
export class Cdk {
  readonly #aws: Aws;
  readonly #method: DeployMethod;
  #assembly = '';

  private constructor(aws: Aws, method: DeployMethod) {
    this.#aws = aws;
    this.#method = method;
  }

  /** Runs something with an assembly of its own, so that runs side by side never deploy one another's; removed afterwards. */
  static async with<T>(aws: Aws, method: DeployMethod, work: (cdk: Cdk) => Promise<T>): Promise<T> {
    const cdk = new Cdk(aws, method);
    try {
      return await work(cdk);
    } finally {
      if (cdk.#assembly !== '') await rm(cdk.#assembly, { recursive: true, force: true });
    }
  }

  /** Comes before the others. */
  async synth(context: Readonly<Record<string, string>>): Promise<void> {
    const parent = join(kitFolder(), 'cdk');
    await mkdir(parent, { recursive: true });
    this.#assembly = await mkdtemp(join(parent, 'run-'));
    const pairs = Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    await this.#run('synth', '--quiet', '--output', this.#assembly, ...pairs);
  }

  /** Where change sets are not to be had, the templates alone are compared. */
  async diff(): Promise<void> {
    const method = this.#method === 'direct' ? 'template' : 'auto';
    await this.#run('diff', '--app', this.#assembly, '--method', method);
  }

  /** The caller has asked for approval. */
  async deploy(): Promise<void> {
    const approved = ['--require-approval', 'never'];
    await this.#run('deploy', '--app', this.#assembly, '--method', this.#method, ...approved);
  }

  /** @throws CdkError */
  async #run(command: string, ...args: readonly string[]): Promise<void> {
    const child = spawn(process.execPath, [CDK, command, ...args], {
      cwd: ROOT,
      // It may ask for the code of a second factor.
      stdio: 'inherit',
      env: { ...process.env, AWS_REGION: this.#aws.region },
    });
    const code = await forwardSignals(
      child,
      new Promise<number | null>((resolve, reject) => {
        child.once('error', reject).once('exit', resolve);
      }),
    );
    if (code !== 0) throw new CdkError(`cdk ${command} ended with ${code ?? 'a signal'}; it says why above.`);
  }
}
