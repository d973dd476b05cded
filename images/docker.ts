import { ROOT } from '@interstella/infra/workspace/kit-folder.ts';
import { UsageError } from '@interstella/libs/errors';
import { docker as run, type DockerCall, DockerFailure } from '@interstella/local/docker';
import { forwardSignals } from '@interstella/terminal/forward-signals.ts';

/** Runs a command of Docker's for a person, from the repository's root: it also gets the signals that end this program. */
export function docker(args: readonly string[], options: DockerCall = {}): Promise<string> {
  return run(args, { ...options, cwd: ROOT, attend: forwardSignals });
}

/** The engine that answers the command line. */
export interface Engine {
  readonly version: string;
  /** Such as `linux/amd64`: what it builds and runs unless told otherwise. */
  readonly platform: string;
  /** Whether containers can share this machine's own network, as they cannot where the engine runs in a machine of its own. */
  readonly sharesNetwork: boolean;
}

/** @throws UsageError if there is no Docker, or no engine that answers it */
export async function requireEngine(): Promise<Engine> {
  const facts = '{{.ServerVersion}}|{{.OSType}}|{{.Architecture}}|{{.OperatingSystem}}';
  try {
    const [version = '', os = '', machine = '', system = ''] = (
      await docker(['info', '--format', facts])
    ).split('|');
    // An engine that does not answer is no failure to all command lines.
    if (version === '') throw new DockerFailure(['info'], 'found no engine', []);
    return {
      version,
      platform: `${os}/${ARCHITECTURES[machine] ?? machine}`,
      sharesNetwork: process.platform === 'linux' && !system.includes('Docker Desktop'),
    };
  } catch (error) {
    if (!(error instanceof DockerFailure)) throw error;
    // Of an engine that does not answer, some command lines also say that the facts cannot be printed.
    const why = error.output.split('\n').findLast((line) => !line.startsWith('template:')) ?? '';
    throw new UsageError(
      `The Docker engine does not answer. Start it, or set DOCKER_HOST to one that runs. ${why}`,
      { cause: error },
    );
  }
}

/** What Linux calls a processor, and what Docker does. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x86_64: 'amd64', aarch64: 'arm64' };
