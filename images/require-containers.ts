import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { DEFAULT_ENVIRONMENT_NAME, IMAGES, type Image, type Stage } from '@interstella/infra/stages';
import { settingsFor } from '@interstella/infra/workspace/context.ts';
import { UsageError } from '@interstella/libs/errors';
import { DockerFailure, dockerReason } from '@interstella/local/docker';
import { builtImage } from './build-images.ts';
import { docker, requireEngine } from './docker.ts';
import { localName, shortName } from './image-name.ts';
import { provenance } from './provenance.ts';

/** What a container does to see whether it shares this machine's network: `node -e PROBE PORT`, 0 if it does. */
const PROBE = `
  setTimeout(() => process.exit(1), 5_000);
  import('node:net').then(({ connect }) => {
    connect(Number(process.argv[1]), '127.0.0.1')
      .once('connect', () => process.exit(0))
      .once('error', () => process.exit(1));
  });`;

/** The images that stages run. @param monolithTag instead of the one that a stage has */
export function imagesOfStages(stages: readonly Stage[], monolithTag?: string): readonly Image[] {
  const tasks = stages.flatMap((stage) => stage.tasks);
  const isRun = ({ service, tag }: Image) =>
    tasks.some((task) => {
      const tagRun = task.service === 'monolith' ? (monolithTag ?? task.imageTag) : task.imageTag;
      return task.service === service && tagRun === tag;
    });
  return IMAGES.filter(isRun);
}

/**
 * Makes sure, before anything starts, that tasks can run here as containers of these images.
 *
 * @returns what a person should know of them, in sentences
 * @throws UsageError that says what is missing, and what to do
 */
export async function requireContainers(images: readonly Image[]): Promise<readonly string[]> {
  await requireEngine();
  const built = await Promise.all(images.map((image) => builtImage(image, DEFAULT_ENVIRONMENT_NAME)));
  const missing = images.filter((_, index) => built[index] === undefined).map(shortName);
  if (missing.length > 0) {
    const what = `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not built`;
    throw new UsageError(`--containers: ${what}. Build first: ${await buildCommandFor(missing)}`);
  }
  const [image] = images;
  if (image) await requireSharedNetwork(localName(image, DEFAULT_ENVIRONMENT_NAME));
  const { REVISION } = await provenance();
  return olderOnes(
    images.filter((_, index) => isOlder(built[index]?.revision, REVISION)),
    REVISION,
  );
}

/** Whether an image is known not to be of these sources. */
export function isOlder(built: string | undefined, here: string | undefined): boolean {
  return built !== undefined && here !== undefined && built !== here;
}

/** Containers run what was built, whatever has changed since. */
function olderOnes(images: readonly Image[], here = ''): readonly string[] {
  if (images.length === 0) return [];
  const names = images.map(shortName).join(', ');
  return [
    `Not built from ${short(here)}, which is here: ${names}. What has changed since is not in them; npx interstella images build makes them anew.`,
  ];
}

/** As git abbreviates it, with `-dirty` where that is so. */
function short(revision: string): string {
  const [commit = '', ...dirty] = revision.split('-');
  return [commit.slice(0, 7), ...dirty].join('-');
}

/** On this machine there is one environment, whichever cdk.json speaks of. */
async function buildCommandFor(images: readonly string[]): Promise<string> {
  const { environmentName } = await settingsFor({});
  const isMeant = environmentName === DEFAULT_ENVIRONMENT_NAME;
  const option = isMeant ? '' : ` --environment-name ${DEFAULT_ENVIRONMENT_NAME}`;
  return `npx interstella images build ${images.join(' ')}${option}`;
}

/** What containers call listens at this machine's loopback address alone, and so do they. @throws UsageError */
async function requireSharedNetwork(image: string): Promise<void> {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const options = ['--rm', '--pull', 'never', '--network', 'host', '--entrypoint', 'node'];
  try {
    await docker(['run', ...options, image, '-e', PROBE, String(port)]);
  } catch (error) {
    if (!(error instanceof DockerFailure)) throw error;
    throw new UsageError(
      '--containers: a container of this engine does not reach what listens at 127.0.0.1 here. With Docker Desktop, turn ' +
        'on Settings, Resources, Network, Enable host networking; an engine on another machine cannot be used. Or run the ' +
        `tasks as processes, without --containers. (${dockerReason(error)})`,
      { cause: error },
    );
  } finally {
    server.close();
    await once(server, 'close');
  }
}
