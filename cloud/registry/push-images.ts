import { PLATFORM, type Image, type ServiceName } from '@interstella/infra/stages';
import { connectToAws } from '../aws.ts';
import { printedCommand } from '@interstella/terminal/printed-command.ts';
import { UsageError } from '@interstella/libs/errors';
import { buildAndPushCommand, type BuildOptions } from '@interstella/images/build-command.ts';
import { buildSurroundings, builtImage, runBuild } from '@interstella/images/build-images.ts';
import { docker } from '@interstella/images/docker.ts';
import { localName, shortName } from '@interstella/images/image-name.ts';
import { findRepositories, signIn } from './registry.ts';

const PUSH_LIMIT_MS = 20 * 60_000;

export interface ImagePush {
  readonly image: Image;
  /** Where it goes, with its tag. */
  readonly target: string;
  readonly run: (onLine: (line: string) => void) => Promise<void>;
}

/**
 * Signs in to ECR and prepares to push images that were built here; with several platforms, to build them there.
 *
 * @throws UsageError if an image or its repository is not there, or the image is for another platform than the stages
 */
export async function imagePushes(images: readonly Image[], options: BuildOptions): Promise<ImagePush[]> {
  const { environmentName, platform } = options;
  if (platform === undefined) await requireBuilt(images, environmentName);
  else requirePlatform(platform);
  const aws = await connectToAws();
  const services = [...new Set(images.map(({ service }) => service))];
  const repositories = await findRepositories(aws, environmentName, services);
  const uri = (service: ServiceName) => repositories.get(service) ?? '';
  for (const registry of new Set(services.map((service) => uri(service).split('/')[0] ?? ''))) {
    await signIn(aws, registry);
  }
  const surroundings = platform === undefined ? undefined : await buildSurroundings();
  return images.map((image) => {
    const target = `${uri(image.service)}:${image.tag}`;
    const run = async (onLine: (line: string) => void) => {
      if (!surroundings) {
        await docker(['tag', localName(image, environmentName), target]);
        await docker(['push', target], { onLine, timeLimitMs: PUSH_LIMIT_MS });
        return;
      }
      const command = buildAndPushCommand(image, options, surroundings, uri(image.service));
      await runBuild(target, command, surroundings, onLine);
    };
    return { image, target, run };
  });
}

/** A task that finds no image for its machine fails long after the push; better to say so now. */
async function requireBuilt(images: readonly Image[], environmentName: string): Promise<void> {
  for (const image of images) {
    const name = localName(image, environmentName);
    const built = await builtImage(image, environmentName);
    if (!built) {
      throw new UsageError(
        `${name} is not built. Build it first: ${printedCommand(`images build ${shortName(image)} --platform ${PLATFORM}`, environmentName)}`,
      );
    }
    if (built.platform !== PLATFORM) {
      throw new UsageError(
        `${name} is for ${built.platform}, and the stages run on ${PLATFORM}. Build it for them: ${printedCommand(`images build ${shortName(image)} --platform ${PLATFORM}`, environmentName)}`,
      );
    }
  }
}

function requirePlatform(platforms: string): void {
  if (platforms.split(',').includes(PLATFORM)) return;
  throw new UsageError(`The stages run on ${PLATFORM}, which --platform ${platforms} leaves out.`);
}
