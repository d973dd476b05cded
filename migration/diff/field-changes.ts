import { isDeepStrictEqual } from 'node:util';

/** Names that read better than the field's own, in words. */
const NAMES: Readonly<Record<string, string>> = {
  'image.tag': 'image tag',
  'image.repository': 'image',
  pathPatterns: 'path',
};

/** Lists of settings, whose names stay as they are. */
const SETTINGS: Readonly<Record<string, string>> = { environment: 'variable', secrets: 'secret' };

/** Values that mean something else than they say. */
const VALUES: Readonly<Record<string, string>> = { 'hostPort 0': 'any' };

type Path = readonly string[];

/** In which fields two parts of one kind differ, in words: `image tag latest → noiridium`. */
export function fieldChanges(before: object, after: object): string[] {
  const [old, present] = [new Map(leavesOf(before)), new Map(leavesOf(after))];
  const keys = [...new Set([...old.keys(), ...present.keys()])];
  return keys
    .filter((key) => !isDeepStrictEqual(old.get(key), present.get(key)))
    .map((key) => change(pathOf(key), old.get(key), present.get(key)));
}

function change(path: Path, before: unknown, after: unknown): string {
  const name = nameOf(path);
  if (before === undefined) return `${name} is added: ${shown(path, after)}`;
  if (after === undefined) return `${name} goes`;
  return `${name} ${shown(path, before)} → ${shown(path, after)}`;
}

function nameOf(path: Path): string {
  const [first = '', ...others] = path;
  const setting = SETTINGS[first];
  if (setting !== undefined) return [setting, ...others].join(' ');
  return NAMES[path.join('.')] ?? path.map(inWords).join(' ');
}

/** `unhealthyThreshold` → `unhealthy threshold`; a unit at the end in brackets. */
function inWords(name: string): string {
  return name
    .replace(/S$/, ' (s)')
    .replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .replaceAll('-', ' ');
}

function shown(path: Path, value: unknown): string {
  const text =
    typeof value === 'string' ? value : Array.isArray(value) ? value.join(', ') : JSON.stringify(value);
  return VALUES[`${path.join('.')} ${text}`] ?? text;
}

/** Every value that is no object, with the way to it. */
function* leavesOf(value: unknown, path: Path = []): Generator<readonly [string, unknown]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    if (value !== undefined) yield [path.join('\n'), value];
    return;
  }
  for (const [key, inner] of Object.entries(value)) yield* leavesOf(inner, [...path, key]);
}

function pathOf(key: string): Path {
  return key.split('\n');
}
