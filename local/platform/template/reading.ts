import { IGNORED_RESOURCE_ATTRIBUTES, IGNORED_TYPES } from './ignored.ts';
import { type Fields, Value } from './value.ts';
import { isObject, type Resource, type Template } from './template.ts';
import type { Problem } from './template-error.ts';
import type { StackPlace } from './stack-place.ts';
import type { ValueSource } from './value-source.ts';

const RESOURCE_ATTRIBUTES = ['Type', 'Properties', 'DependsOn'];

/** One pass over a template: what has been read of it, and what was wrong. */
export class Reading implements ValueSource {
  readonly template: Template;
  readonly place: StackPlace;
  readonly #problems: Problem[] = [];
  readonly #typesRead = new Set<string>();
  readonly #names = new Set<string>();
  #isQuiet = false;

  constructor(template: Template, place: StackPlace) {
    this.template = template;
    this.place = place;
  }

  get problems(): readonly Problem[] {
    return this.#problems;
  }

  report(logicalId: string, path: string, reason: string): void {
    if (!this.#isQuiet) this.#problems.push({ logicalId, path, reason });
  }

  /** Reads what has been refused already. */
  quietly<T>(read: () => T): T {
    const before = this.#isQuiet;
    this.#isQuiet = true;
    try {
      return read();
    } finally {
      this.#isQuiet = before;
    }
  }

  resource(id: string): Resource | undefined {
    return Object.hasOwn(this.template.Resources, id) ? this.template.Resources[id] : undefined;
  }

  /**
   * Reads every resource of a type, and refuses what of them neither was read nor is on the list of the ignored.
   *
   * @returns what was read, by logical id
   */
  each<T>(type: string, read: (properties: Fields, id: string) => T): Map<string, T> {
    this.#typesRead.add(type);
    const ofType = Object.entries(this.template.Resources).filter(([, resource]) => resource.Type === type);
    return new Map(
      ofType.map(([id, resource]) => {
        this.#checkAttributes(id, resource);
        const properties = new Value(this, { id, type, path: '' }, resource.Properties ?? {});
        return [id, properties.object((fields) => read(fields, id))];
      }),
    );
  }

  /** The same of a type of which there may be one at most. */
  atMostOne<T>(type: string, read: (properties: Fields) => T): Map<string, T> {
    const all = this.each(type, read);
    for (const id of [...all.keys()].slice(1)) this.report(id, '', `a second ${type} is not known.`);
    return all;
  }

  /** Takes a name that no two resources of a type may have; false if one has it already. */
  claimName(type: string, name: string): boolean {
    const claim = `${type} ${name}`;
    const isFree = !this.#names.has(claim);
    this.#names.add(claim);
    return isFree;
  }

  /** The logical ids of what a resource comes after. */
  dependenciesOf(id: string): readonly string[] {
    return [this.resource(id)?.DependsOn ?? []].flat();
  }

  /** Refuses resources of a type that nobody read, and that is not on the list of the ignored. */
  checkTypes(): void {
    for (const [id, resource] of Object.entries(this.template.Resources)) {
      const { Type: type } = resource;
      if (this.#typesRead.has(type)) continue;
      if (!Object.hasOwn(IGNORED_TYPES, type)) this.report(id, '', `its type ${type} is not known.`);
      else if ('Condition' in resource) this.report(id, 'Condition', 'conditions are not known.');
    }
  }

  #checkAttributes(id: string, resource: Resource): void {
    for (const name of Object.keys(resource)) {
      if (RESOURCE_ATTRIBUTES.includes(name) || Object.hasOwn(IGNORED_RESOURCE_ATTRIBUTES, name)) continue;
      this.report(id, name, 'this attribute of a resource is not known.');
    }
    for (const other of this.dependenciesOf(id)) {
      if (!this.resource(other)) this.report(id, 'DependsOn', `there is no resource ${other}.`);
    }
  }
}

/** Whether it has the shape of a template; its parts are looked at when they are read. */
export function isTemplate(value: unknown): value is Template {
  return (
    isObject(value) &&
    isObject(value.Resources) &&
    Object.values(value.Resources).every(isResource) &&
    (value.Outputs === undefined || (isObject(value.Outputs) && Object.values(value.Outputs).every(isObject)))
  );
}

function isResource(value: unknown): value is Resource {
  if (!isObject(value) || typeof value.Type !== 'string') return false;
  const { Properties: properties = {}, DependsOn: dependencies = [] } = value;
  return isObject(properties) && [dependencies].flat().every((id) => typeof id === 'string');
}
