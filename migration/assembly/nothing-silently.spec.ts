import { beforeAll, describe, expect, it } from '@jest/globals';
import { STAGES } from '@interstella/infra/stages';
import {
  IGNORED_PROPERTIES,
  IGNORED_TYPES,
  readDeployment,
  type Resource,
  type Template,
  TemplateError,
} from '@interstella/local/platform/template';
import { synthesize } from './synthesize.ts';
import { INSTRUCTOR, PLACE, useSynthesis } from './testing/use-synthesis.ts';

useSynthesis();
const templates: Template[] = [];

beforeAll(async () => {
  for (const { name, stack } of STAGES) {
    if (stack === 'Interstella') templates.push(await synthesize(name));
  }
  templates.push(await synthesize('nomagnesite', INSTRUCTOR));
});

describe('nothing in a stage’s template is passed over silently', () => {
  type Path = readonly (string | number)[];

  /** Every value below a resource's properties, from the outside in. */
  function* placesIn(value: unknown, path: Path = []): Generator<Path> {
    if (path.length > 0) yield path;
    if (typeof value !== 'object' || value === null) return;
    const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
    for (const key of keys) {
      const inner = (value as Record<string | number, unknown>)[key];
      yield* placesIn(inner, [...path, key]);
    }
  }

  function planted(template: Template, id: string, path: Path, value: unknown): Template {
    // Of all else the template is read alone: thousands of copies of it take longer than the reading.
    const original = template.Resources[id];
    if (!original) throw new Error(`There is no resource ${id}.`);
    const resource = structuredClone(original);
    let at = resource.Properties as Record<string | number, unknown>;
    for (const key of path.slice(0, -1)) at = at[key] as typeof at;
    at[path.at(-1) ?? ''] = value;
    return { ...template, Resources: { ...template.Resources, [id]: resource } };
  }

  function isRefused(template: Template, id: string): boolean {
    try {
      readDeployment(template, PLACE);
      return false;
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      return error.problems.some(({ logicalId }) => logicalId === id);
    }
  }

  /** As the list of the ignored has it: `[]` for any element, and an attribute by its key. */
  function nameOf(properties: unknown, path: Path): string {
    let at = properties;
    let name = '';
    for (const key of path) {
      at = (at as Record<string | number, unknown>)[key];
      const attribute = typeof key === 'number' && (at as { Key?: string } | undefined)?.Key;
      if (typeof key === 'number') name += attribute ? `[${attribute}]` : '[]';
      else if (!/\[[^\]]+\]$/.test(name)) name += name ? `.${key}` : key;
    }
    return name;
  }

  /** The resources that are read, with the template that they stand in; those that several stages have alike, once. */
  function* resourcesRead(): Generator<readonly [Template, string, Resource]> {
    const seen = new Set<string>();
    for (const template of templates) {
      for (const [id, resource] of Object.entries(template.Resources)) {
        const key = JSON.stringify([id, resource]);
        if (seen.has(key) || Object.hasOwn(IGNORED_TYPES, resource.Type)) continue;
        seen.add(key);
        yield [template, id, resource];
      }
    }
  }

  it('a value that cannot be resolved is refused wherever it is, but on the list of the ignored, all of which is there', () => {
    const notRefused = new Map(Object.keys(IGNORED_PROPERTIES).map((type) => [type, new Set<string>()]));
    for (const [template, id, { Type, Properties }] of resourcesRead()) {
      const ignored: string[] = [];
      for (const path of placesIn(Properties)) {
        const name = nameOf(Properties, path);
        // Below what is ignored, nothing is looked at.
        if (ignored.some((outer) => isWithin(name, outer))) continue;
        if (isRefused(planted(template, id, path, { 'Fn::Planted': '' }), id)) continue;
        ignored.push(name);
        notRefused.set(Type, new Set(notRefused.get(Type)).add(name));
      }
    }
    const listed = Object.entries(IGNORED_PROPERTIES).map(([type, paths]) => [
      type,
      Object.keys(paths).sort(),
    ]);
    const found = [...notRefused].map(([type, paths]) => [type, [...paths].sort()]);
    expect(found).toEqual(listed);
  });

  it('a property more is refused wherever there could be one, but in a policy that SNS itself judges', () => {
    const accepted = new Set<string>();
    let planting = 0;
    for (const [template, id, { Type, Properties = {} }] of resourcesRead()) {
      const objects = [...placesIn(Properties)].filter((path) => isObject(valueAt(Properties, path)));
      for (const path of [[], ...objects]) {
        const name = nameOf(Properties, path);
        if (isIgnored(Type, name)) continue;
        planting += 1;
        if (!isRefused(planted(template, id, [...path, 'Planted'], 1), id)) accepted.add(`${Type} ${name}`);
      }
    }
    expect(planting).toBeGreaterThan(200);
    expect([...accepted]).toEqual([
      'AWS::SNS::Subscription DeliveryPolicy',
      'AWS::SNS::Subscription DeliveryPolicy.healthyRetryPolicy',
      'AWS::SNS::Subscription DeliveryPolicy.throttlePolicy',
    ]);
  });

  it('every type on the list of the ignored is in some stage', () => {
    const types = new Set(
      [...templates].flatMap(({ Resources }) => Object.values(Resources).map(({ Type }) => Type)),
    );
    expect(Object.keys(IGNORED_TYPES).filter((type) => !types.has(type))).toEqual([]);
  });

  function valueAt(properties: unknown, path: Path): unknown {
    return path.reduce((at, key) => (at as Record<string | number, unknown>)[key], properties);
  }

  function isObject(value: unknown): boolean {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  }

  function isIgnored(type: string, name: string): boolean {
    return Object.keys(IGNORED_PROPERTIES[type] ?? {}).some((outer) => isWithin(name, outer));
  }

  function isWithin(name: string, outer: string): boolean {
    return name === outer || name.startsWith(`${outer}.`) || name.startsWith(`${outer}[`);
  }
});
