import { spawn } from 'node:child_process';
import { relative, join } from 'node:path';
import type { Image } from '@interstella/infra/stages';
import { kitFolder } from '@interstella/infra/workspace/kit-folder.ts';
import { printedCommand } from '@interstella/terminal/printed-command.ts';
import { UsageError } from '@interstella/libs/errors';
import { builtImage } from './build-images.ts';
import { localName, shortName } from './image-name.ts';
import type { RunCommand } from './run-command.ts';
import { shellText } from './shell-text.ts';

/** @throws UsageError if the image is not on this machine; it is in no public registry either */
export async function requireImage(image: Image, environmentName: string): Promise<void> {
  if (await builtImage(image, environmentName)) return;
  throw new UsageError(
    `${localName(image, environmentName)} is not built. Build it first: ${printedCommand(`images build ${shortName(image)}`, environmentName)}`,
  );
}

/** The command as it can be pasted into a shell, in this folder. */
export function textOf({ args, passedOn }: RunCommand): string {
  const running = relative(process.cwd(), join(kitFolder(), 'running.json'));
  const certificate =
    'SNS_PINNED_CERTIFICATE' in passedOn
      ? `SNS_PINNED_CERTIFICATE="$(node -p 'JSON.parse(fs.readFileSync("${running}")).certificate')" `
      : '';
  return `${certificate}docker ${shellText(args)}`;
}

/**
 * Runs a container until it ends, in this terminal. A signal to stop is passed on to it, and it then ends what it has in
 * hand.
 *
 * @returns its exit code
 */
export function runContainer({ args, passedOn }: RunCommand): Promise<number> {
  const child = spawn('docker', args.flat(), { stdio: 'inherit', env: { ...process.env, ...passedOn } });
  // In a terminal, Ctrl-C reaches docker by itself, which stops the container.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}
