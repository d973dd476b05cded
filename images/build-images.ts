import { DEFAULT_ENVIRONMENT_NAME, type Image } from '@interstella/infra/stages';
import { NamedError } from '@interstella/libs/errors';
import { DockerFailure } from '@interstella/local/docker';
import { buildCommand, type BuildOptions, type BuildSurroundings } from './build-command.ts';
import { docker } from './docker.ts';
import { localName } from './image-name.ts';
import { type NpmSettings, npmSettings } from './npm-settings.ts';
import { provenance } from './provenance.ts';

/** Longer than a first build takes, with every package to download. */
const BUILD_LIMIT_MS = 20 * 60_000;

const NPM_FAILED = /npm (error|ERR!)/;

/** What to do about what builds commonly fail with. The first that matches is said. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /exec format error/,
    'This engine cannot run programs of that platform, which the last steps of a build do. Have it emulate them (docker run --privileged --rm tonistiigi/binfmt --install all), or build on such a machine.',
  ],
  [
    /buildx component is missing|requires BuildKit|unknown flag: --progress|failed to parse platform/,
    'The build needs BuildKit: install the buildx plugin of your Docker.',
  ],
  [
    /multi-?platform|multiple platforms/i,
    'This builder makes one platform at a time. Make one for several: docker buildx create --use',
  ],
  [/no space left on device/, 'The engine’s disk is full: docker system prune makes room.'],
  [
    NPM_FAILED,
    'npm could not install the packages inside the build. Can containers of this engine reach its registry?',
  ],
  [
    /failed to solve.*(resolve|not found|denied)|no such host|pull access denied|manifest unknown/s,
    'An image to build from could not be had. Name others with --base (with Node and npm) and --runtime (any Debian).',
  ],
];
const ELSE = 'Mend what it names, and build again: what was done already is kept.';

export interface ImageBuild {
  readonly image: Image;
  /** Resolves when it is built. @throws Error that says why not, and what to do */
  readonly run: (onLine: (line: string) => void) => Promise<void>;
}

/** The builds of some images, to be run one after the other: the later ones use what the first has installed. */
export async function imageBuilds(images: readonly Image[], options: BuildOptions): Promise<ImageBuild[]> {
  const surroundings = await buildSurroundings();
  return images.map((image) => ({ image, run: (onLine) => build(image, options, surroundings, onLine) }));
}

export async function buildSurroundings(): Promise<BuildSurroundings> {
  const [labels, npm, buildx] = await Promise.all([
    provenance(),
    npmSettings(),
    docker(['buildx', 'version']).catch(() => undefined),
  ]);
  return { labels, npm, hasBuildx: buildx !== undefined };
}

async function build(
  image: Image,
  options: BuildOptions,
  surroundings: BuildSurroundings,
  onLine: (line: string) => void,
): Promise<void> {
  const name = localName(image, options.environmentName);
  await runBuild(name, buildCommand(image, options, surroundings), surroundings, onLine);
  if (await builtImage(image, options.environmentName)) return;
  throw new Error(
    `${name} was built, and this engine does not have it. Is the builder another engine's? See \`docker buildx ls\`.`,
  );
}

/** A build that failed. */
class BuildFailure extends NamedError {
  readonly code = 'DOCKER_FAILED';
}

/** Runs a build. @throws NamedError with its last lines and what to do about them */
export async function runBuild(
  name: string,
  command: readonly string[],
  { npm }: BuildSurroundings,
  onLine: (line: string) => void,
): Promise<void> {
  try {
    await docker(command, { onLine, env: npm.env, timeLimitMs: BUILD_LIMIT_MS });
  } catch (error) {
    if (!(error instanceof DockerFailure)) throw error;
    const [pattern, advice] = REMEDIES.find(([one]) => one.test(error.output)) ?? [undefined, ELSE];
    const remedy = pattern === NPM_FAILED ? `${advice} ${whatNpmHad(npm)}` : advice;
    throw new BuildFailure(`${name} could not be built. ${error.message}\n${remedy}`, { cause: error });
  }
}

function whatNpmHad({ names }: NpmSettings): string {
  if (names.length === 0)
    return 'It had no settings of your npm, since there are none that concern a registry.';
  return `It had these settings of yours: ${names.join(', ')}.`;
}

/** What an image that was built is. */
export interface BuiltImage {
  /** Such as `linux/amd64`. */
  readonly platform: string;
  readonly bytes: number;
  /** What it was built from, as `provenance` has it; undefined where git could not say. */
  readonly revision: string | undefined;
}

/** @returns undefined if there is no such image on this machine */
export async function builtImage(
  image: Image,
  environmentName = DEFAULT_ENVIRONMENT_NAME,
): Promise<BuiltImage | undefined> {
  const facts =
    '{{.Os}}/{{.Architecture}}|{{.Size}}|{{index .Config.Labels "org.opencontainers.image.revision"}}';
  try {
    const name = localName(image, environmentName);
    const said = await docker(['image', 'inspect', '--format', facts, name]);
    const [platform = '', bytes, revision = ''] = said.split('|');
    const isKnown = revision !== '' && revision !== 'unknown';
    return { platform, bytes: Number(bytes), revision: isKnown ? revision : undefined };
  } catch (error) {
    if (error instanceof DockerFailure && /no such image/i.test(error.output)) return undefined;
    throw error;
  }
}
