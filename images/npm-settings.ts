import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '@interstella/infra/workspace/kit-folder.ts';

const TIME_LIMIT_MS = 30_000;
/** Of npm's settings, those that decide how it reaches a registry, and which versions it may take from there. */
const PASSED_ON = new RegExp(
  [
    ...['registry', '@[^:]+:registry', 'replace-registry-host', 'min-release-age', 'before'],
    ...[
      'proxy',
      'https?-proxy',
      'noproxy',
      'strict-ssl',
      String.raw`ca(\[\])?`,
      'maxsockets',
      'fetch-[a-z-]+',
    ],
    String.raw`\/\/.+:(_auth|_authToken|username|_password)`,
  ]
    .map((name) => `^${name}$`)
    .join('|'),
);
const PROXIES = /^(https?|no|all)_proxy$/i;
/** The variable of Docker's command line that holds the text of the secret. */
const VARIABLE = 'INTERSTELLA_NPMRC';
const AT_THIS_MACHINE = /\/\/([^/@\s]*@)?(localhost|127\.\d+\.\d+\.\d+|\[::1\])(?=[:/"]|$)/m;

type Environment = Readonly<Record<string, string | undefined>>;

/** How the npm inside a build comes to be set up as the person's own, with nothing of it in the image. */
export interface NpmSettings {
  /** Of `docker build`, with no value among them. */
  readonly options: readonly string[];
  /** What Docker's command line needs in its environment for them. */
  readonly env: Readonly<Record<string, string>>;
  /** What is passed on, by name. */
  readonly names: readonly string[];
}

/** What npm reads. */
export interface NpmFiles {
  /** The text of its settings, in the order in which later ones win. */
  readonly texts: readonly string[];
  /** Paths of the certificates that it trusts, by the setting that names them; of those, the first one counts. */
  readonly certificates: readonly (readonly [name: string, path: string])[];
}

/** The settings of the person's npm that a build needs. @throws Error if npm cannot read them itself */
export async function npmSettings(env: Environment = process.env): Promise<NpmSettings> {
  return settingsFrom(await npmFiles(env), env);
}

/**
 * The settings in npm's files and variables go to the build as a secret, the certificates as another one, and proxies as the
 * build arguments that Docker keeps out of images; see the Dockerfiles.
 */
export function settingsFrom({ texts, certificates }: NpmFiles, env: Environment): NpmSettings {
  const settings = [...texts.flatMap((text) => settingsIn(text, env)), ...settingsOf(env)];
  const npmrc = settings.map(({ name, value }) => `${name}=${value}\n`).join('');
  const [[trusted, path] = []] = certificates;
  const proxies = Object.keys(env).filter((name) => PROXIES.test(name) && env[name]);
  const addresses = [npmrc, ...proxies.map((name) => env[name])].join('\n');
  return {
    options: [
      ...(npmrc ? ['--secret', `id=npmrc,env=${VARIABLE}`] : []),
      // In the form of CSV, where a path may have a comma.
      ...(path ? ['--secret', `id=npm-ca,"src=${path.replaceAll('"', '""')}"`] : []),
      ...proxies.flatMap((name) => ['--build-arg', name]),
      ...(AT_THIS_MACHINE.test(addresses) ? ['--network', 'host'] : []),
    ],
    env: npmrc ? { [VARIABLE]: npmrc } : {},
    names: [
      ...new Set(settings.map(({ name, value }) => named(name, value))),
      ...(trusted ? [trusted] : []),
      ...proxies,
    ],
  };
}

interface Setting {
  readonly name: string;
  /** As it stands in a file of npm's. */
  readonly value: string;
}

function settingsIn(file: string, env: Environment): readonly Setting[] {
  return file.split(/\r?\n/).flatMap((line) => {
    const [, key = '', text = ''] = /^\s*([^=\s]+)\s*=\s*(.*)$/.exec(line) ?? [];
    const name = withVariables(key, env);
    if (!PASSED_ON.test(name)) return [];
    return [{ name, value: withVariables(text, env, text.startsWith('"') ? inQuotes : withoutQuotes) }];
  });
}

/** The variables that npm's files speak of are not there in the build. npm replaces them in names and in values. */
function withVariables(text: string, env: Environment, written = (value: string) => value): string {
  return text.replaceAll(/\$\{([^${}?]+)(\?)?\}/g, (whole, variable: string, isOptional?: string) => {
    const value = env[variable];
    if (value !== undefined) return written(value);
    return isOptional ? '' : whole;
  });
}

const inQuotes = (value: string) => JSON.stringify(value).slice(1, -1);
/** A comment begins at `;` and at `#`. */
const withoutQuotes = (value: string) => value.replaceAll(/[\\;#]/g, String.raw`\$&`);

/** Those in variables such as `npm_config_registry`, which win over files. */
function settingsOf(env: Environment): readonly Setting[] {
  return Object.entries(env).flatMap(([variable, value]) => {
    const [, name] = /^npm_config_(.+)$/i.exec(variable) ?? [];
    if (name === undefined || !value) return [];
    const setting = name.startsWith('//') ? name : name.replaceAll('_', '-').toLowerCase();
    return PASSED_ON.test(setting) ? [{ name: setting, value: JSON.stringify(value) }] : [];
  });
}

/** For a person: a registry with its host, and without what else its address may have in it, such as a password. */
function named(name: string, value: string): string {
  const address = value.replaceAll('"', '');
  return name === 'registry' && URL.canParse(address) ? `registry at ${new URL(address).host}` : name;
}

async function npmFiles(env: Environment): Promise<NpmFiles> {
  const stdout = await askNpm('config', 'get', 'globalconfig', 'userconfig', 'cafile');
  const [globalconfig, userconfig, cafile] = ['globalconfig', 'userconfig', 'cafile'].map(
    (name) => new RegExp(`^${name}=(.+)$`, 'm').exec(stdout)?.[1] ?? '',
  );
  const texts = [globalconfig, userconfig].map((path = '') => readFile(path, 'utf8').catch(() => ''));
  const certificates = Object.entries({ cafile, NODE_EXTRA_CA_CERTS: env.NODE_EXTRA_CA_CERTS });
  return {
    texts: await Promise.all(texts),
    // As npm and Node do, this ignores files that are not there; npm says null where it has no such setting.
    certificates: certificates.flatMap(([name, path]) =>
      path && existsSync(path) ? [[name, resolve(path)] as const] : [],
    ),
  };
}

/** Nothing where there is no npm: Docker alone can build. */
async function askNpm(...args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)('npm', args, { cwd: ROOT, timeout: TIME_LIMIT_MS })).stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
