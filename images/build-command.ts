import type { Image } from '@interstella/infra/stages';
import { bakedEnvironment } from './baked-environment.ts';
import { localName } from './image-name.ts';
import type { NpmSettings } from './npm-settings.ts';
import type { Provenance } from './provenance.ts';

export interface BuildOptions {
  readonly environmentName: string;
  /** Such as `linux/arm64`; that of the engine without it. */
  readonly platform?: string;
  /** The image with Node and npm to build in, and to take Node from; by digest, it is pinned. The Dockerfile has one. */
  readonly base?: string;
  /** The image that the service runs on. The Dockerfile has one. */
  readonly runtime?: string;
}

/** What all builds on this machine have in common. */
export interface BuildSurroundings {
  readonly labels: Provenance;
  readonly npm: NpmSettings;
  /** Whether Docker has the buildx plugin. Before version 23 it builds without one, too. */
  readonly hasBuildx: boolean;
}

/**
 * The arguments that `docker` builds an image with, from the repository's root. `--load` puts it into the engine also where
 * the default builder is a container (BUILDX_BUILDER, `docker buildx use`), which would keep it for itself.
 */
export function buildCommand(image: Image, options: BuildOptions, surroundings: BuildSurroundings): string[] {
  return [
    ...(surroundings.hasBuildx ? ['buildx', 'build', '--load'] : ['build']),
    ...describeBuild(image, options, surroundings),
    ...['--tag', localName(image, options.environmentName)],
    '.',
  ];
}

/** The same for several platforms at once, which an engine cannot keep: they go to their repository right away. */
export function buildAndPushCommand(
  image: Image,
  options: BuildOptions,
  surroundings: BuildSurroundings,
  repositoryUri: string,
): string[] {
  return [
    ...['buildx', 'build'],
    ...describeBuild(image, options, surroundings),
    ...['--tag', `${repositoryUri}:${image.tag}`],
    '--push',
    '.',
  ];
}

function describeBuild(
  image: Image,
  { platform, base, runtime }: BuildOptions,
  { labels, npm }: BuildSurroundings,
): string[] {
  const buildArguments = {
    ...(base !== undefined && { BASE: base }),
    ...(runtime !== undefined && { RUNTIME: runtime }),
    ...bakedEnvironment(image),
    ...labels,
  };
  return [
    ...['--file', `${image.service}/Dockerfile`],
    '--progress=plain',
    ...(platform === undefined ? [] : ['--platform', platform]),
    ...Object.entries(buildArguments).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...npm.options,
  ];
}
