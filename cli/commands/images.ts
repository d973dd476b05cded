import { type Command, InvalidArgumentError, Option } from 'commander';
import { IMAGES, PLATFORM, serviceNamed } from '@interstella/infra/stages';
import { contextOf, settingsFor } from '@interstella/infra/workspace/context.ts';
import { imagePushes } from '@interstella/cloud/registry/push-images.ts';
import type { BuildOptions } from '@interstella/images/build-command.ts';
import { builtImage, imageBuilds } from '@interstella/images/build-images.ts';
import { requireEngine } from '@interstella/images/docker.ts';
import { imageNamed, imagesNamed, localName, shortName } from '@interstella/images/image-name.ts';
import { runCommand } from '@interstella/images/run-command.ts';
import { requireImage, runContainer, textOf } from '@interstella/images/run-image.ts';
import { findRunningKit } from '@interstella/rehearsal/kit/running-kit.ts';
import { portOption } from '@interstella/terminal/options.ts';
import { printedCommand } from '@interstella/terminal/printed-command.ts';
import { runInTurn } from '@interstella/terminal/run-in-turn.ts';
import { UsageError } from '@interstella/libs/errors';
import { say } from '@interstella/terminal/say.ts';

interface EnvironmentOptions {
  readonly environmentName?: string;
}

interface MakeOptions extends EnvironmentOptions {
  readonly platform?: string;
  readonly base?: string;
  readonly runtime?: string;
}

interface RunOptions extends EnvironmentOptions {
  readonly port?: number;
  readonly env: Readonly<Record<string, string>>;
  readonly print: boolean;
}

const WHICH = `of ${IMAGES.map(shortName).join(', ')}; without a tag, latest`;

/** `interstella images …`: builds, pushes and runs the container images of the services, with Docker. */
export function addImages(images: Command): void {
  const environment = () =>
    new Option(
      '--environment-name <name>',
      'what the names of images begin with: interstella, unless told otherwise',
    );
  const platform = (text: string) => new Option('--platform <platform>', text).argParser(platformOption);
  const base = () => new Option('--base <image>', 'to build in, with Node and npm; by digest, it is pinned');
  const runtime = () =>
    new Option('--runtime <image>', 'to run on, any Debian: only Node and the bundle are added');

  images
    .command('build')
    .description('build the images, each as its tag behaves')
    .argument('[image...]', `${WHICH}; all without any`)
    .addOption(
      platform(`such as linux/arm64; that of this machine if not given (the stages run on ${PLATFORM})`),
    )
    .addOption(base())
    .addOption(runtime())
    .addOption(environment())
    .action((names: string[], options: MakeOptions) => build(names, options));

  images
    .command('push')
    .description('push the images to the ECR repositories of stage workshop')
    .argument('[image...]', `${WHICH}; all without any`)
    .addOption(platform('build for several, such as linux/amd64,linux/arm64, with buildx, and push those'))
    .addOption(base())
    .addOption(runtime())
    .addOption(environment())
    .action((names: string[], options: MakeOptions) => push(names, options));

  images
    .command('run')
    .description(
      'print the docker run of an image, and run it until Ctrl-C, with the kit that runs here or with AWS',
    )
    .argument('<image>', WHICH)
    .option('--port <port>', "at 127.0.0.1; the container's own if not given; 0 for any", portOption)
    .option('--env <name=value>', 'another variable, as often as wanted', variableOption, {})
    .option('--print', 'print it only', false)
    .addOption(environment())
    .action(async (name: string, options: RunOptions) => {
      process.exitCode = await run(name, options);
    });
}

async function build(names: readonly string[], options: MakeOptions): Promise<void> {
  const buildOptions = await buildOptionsOf(options);
  const { environmentName, platform } = buildOptions;
  if (platform?.includes(',')) {
    throw new UsageError(
      `An engine keeps an image for one platform only. To have both in ECR: ${printedCommand(`images push --platform ${platform}`, environmentName)}`,
    );
  }
  const images = imagesNamed(names, environmentName);
  await requireEngine();
  const builds = await imageBuilds(images, buildOptions);
  await runInTurn(
    builds.map(({ image, run: make }) => ({ title: localName(image, environmentName), run: make })),
  );
  for (const image of images) {
    const built = await builtImage(image, environmentName);
    if (built)
      say(`${localName(image, environmentName)}: ${built.platform}, ${(built.bytes / 1e6).toFixed(0)} MB`);
  }
}

async function push(names: readonly string[], options: MakeOptions): Promise<void> {
  const buildOptions = await buildOptionsOf(options);
  const images = imagesNamed(names, buildOptions.environmentName);
  await requireEngine();
  const pushes = await imagePushes(images, buildOptions);
  await runInTurn(pushes.map(({ target, run: make }) => ({ title: target, run: make })));
  say(`${pushes.length} ${pushes.length === 1 ? 'image is' : 'images are'} in ECR.`);
}

async function run(name: string, { port, env, print, ...options }: RunOptions): Promise<number> {
  const environmentName = await environmentNameOf(options);
  const image = imageNamed(name, environmentName);
  const { sharesNetwork } = await requireEngine();
  const kit = await findRunningKit();
  if (!print) await requireImage(image, environmentName);
  const { containerPort } = serviceNamed(image.service);
  const command = runCommand(
    image,
    { environmentName, port: port ?? containerPort, variables: env },
    { kit, sharesNetwork, env: process.env },
  );
  say(textOf(command));
  return print ? 0 : runContainer(command);
}

async function buildOptionsOf({ environmentName, ...rest }: MakeOptions): Promise<BuildOptions> {
  return {
    ...rest,
    environmentName: await environmentNameOf(environmentName === undefined ? {} : { environmentName }),
  };
}

async function environmentNameOf(options: EnvironmentOptions): Promise<string> {
  return (await settingsFor(contextOf({ context: {}, ...options }))).environmentName;
}

function platformOption(text: string): string {
  const isPlatforms = text.split(',').every((one) => /^linux\/[a-z0-9]+(\/v\d)?$/.test(one));
  if (!isPlatforms) throw new InvalidArgumentError('It must be like linux/amd64 or linux/arm64.');
  return text;
}

function variableOption(text: string, before: Readonly<Record<string, string>>) {
  const [, name, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It must be NAME=VALUE.');
  return { ...before, [name]: value };
}
