import { describe } from '@jest/globals';
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { TEST_LIMIT_MS } from '@interstella/libs/testing';

/** What images are built in, and what they run on; nothing is downloaded for a test. */
export const BASE = 'node:24-bookworm-slim';
const NEEDED = [BASE, 'debian:bookworm-slim'];

/** `describe` where images can be built and run; elsewhere it is skipped, and says so. */
export function describeWithImages(name: string, suite: () => void): void {
  const missing = missingForContainers();
  if (missing === undefined) {
    describe(name, suite);
    return;
  }
  process.stdout.write(`Skipped, since ${missing}: ${name}\n`);
  describe.skip(name, suite);
}

/** Why images cannot be built and run here; undefined where they can. */
function missingForContainers(): string | undefined {
  const { error, status, stdout } = spawnSync('docker', ['info', '--format', '{{.ServerVersion}}'], {
    timeout: TEST_LIMIT_MS,
    encoding: 'utf8',
  });
  if (error) return 'Docker is not on the PATH';
  if (status !== 0 || stdout.trim() === '') return 'no Docker engine answers';
  const missing = NEEDED.filter((image) => spawnSync('docker', ['image', 'inspect', image]).status !== 0);
  return missing.length > 0 ? `the engine has no ${missing.join(' and no ')}` : undefined;
}

/** Runs docker to its end. @returns what it printed, on both streams @throws if it failed */
export async function docker(...args: string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)('docker', args, {
    timeout: TEST_LIMIT_MS,
    env: { ...process.env, DOCKER_BUILDKIT: '1' },
  });
  return (stdout + stderr).trim();
}

/** The container that runs of an image. */
export async function containerOf(image: string): Promise<string> {
  const [id = ''] = (await docker('ps', '--quiet', '--filter', `ancestor=${image}`)).split('\n');
  if (id === '') throw new Error(`No container of ${image} runs.`);
  return id;
}
