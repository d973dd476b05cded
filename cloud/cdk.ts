import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { endingWith } from '@interstella/terminal/ending-with.ts';
import { kitFolder, ROOT } from '@interstella/infra/workspace/kit-folder.ts';
import type { Aws } from './aws.ts';
import type { DeployMethod } from './deploy-methods.ts';

/** A command of cdk's did not succeed; it has said why itself. */
export class CdkError extends Error {
  override readonly name = 'CdkError';
}

/** `npx cdk` for one stage: synthesized once, so that what is deployed is what was shown. */
export class Cdk {
  readonly #aws: Aws;
  readonly #assembly: string;

  private constructor(aws: Aws, assembly: string) {
    this.#aws = aws;
    this.#assembly = assembly;
  }

  /** Runs something with an assembly of its own, so that runs side by side never deploy one another's; removed afterwards. */
  static async with<T>(aws: Aws, work: (cdk: Cdk) => Promise<T>): Promise<T> {
    const parent = join(kitFolder(), 'cdk');
    await mkdir(parent, { recursive: true });
    const assembly = await mkdtemp(join(parent, 'run-'));
    try {
      return await work(new Cdk(aws, assembly));
    } finally {
      await rm(assembly, { recursive: true, force: true });
    }
  }

  async synth(context: Readonly<Record<string, string>>): Promise<void> {
    const pairs = Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    await this.#run('synth', '--quiet', '--output', this.#assembly, ...pairs);
  }

  /** Where change sets are not to be had, the templates alone are compared. */
  async diff(method: DeployMethod): Promise<void> {
    await this.#run('diff', '--app', this.#assembly, '--method', method === 'direct' ? 'template' : 'auto');
  }

  /** Whoever calls this has asked for approval. */
  async deploy(method: DeployMethod): Promise<void> {
    await this.#run('deploy', '--app', this.#assembly, '--method', method, '--require-approval', 'never');
  }

  /** @throws CdkError */
  async #run(command: string, ...args: readonly string[]): Promise<void> {
    const child = spawn(process.execPath, [cdkProgram(), command, ...args], {
      cwd: ROOT,
      // It may ask for the code of a second factor.
      stdio: 'inherit',
      env: { ...process.env, AWS_REGION: this.#aws.region },
    });
    const code = await endingWith(
      child,
      new Promise<number | null>((resolve, reject) => {
        child.once('error', reject).once('exit', resolve);
      }),
    );
    if (code !== 0) throw new CdkError(`cdk ${command} ended with ${code ?? 'a signal'}; it says why above.`);
  }
}

/** That of infra/, which names the version. */
function cdkProgram(): string {
  return createRequire(join(ROOT, 'infra', 'package.json')).resolve('aws-cdk/bin/cdk');
}
