/** More entries than any operation takes (the largest list, attributes, has about twenty names). */
const MAX_LIST = 100;

/**
 * The parameters of an AWS Query request. Lists and maps are flat: `Attributes.entry.1.key=…&Attributes.entry.1.value=…`
 * or `PublishBatchRequestEntries.member.1.Id=…`.
 */
export class QueryParameters {
  readonly #values: ReadonlyMap<string, string>;

  constructor(values: Iterable<readonly [string, string]>) {
    this.#values = new Map(values);
  }

  /** Reads a form-encoded body, or a URL's query string. */
  static parse(text: string): QueryParameters {
    return new QueryParameters(new URLSearchParams(text));
  }

  get(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** The first parts of all names, each once: `Tags.member.1.Key` begins with `Tags`. */
  firstNames(): Set<string> {
    return new Set(Array.from(this.#values.keys(), (name) => name.split('.', 1)[0] ?? ''));
  }

  /** The names with their values; with a prefix, those below it, named from there on. */
  all(prefix?: string): Record<string, string> {
    if (prefix === undefined) return Object.fromEntries(this.#values);
    const below = [...this.#values].filter(([name]) => name.startsWith(`${prefix}.`));
    return Object.fromEntries(below.map(([name, value]) => [name.slice(prefix.length + 1), value]));
  }

  /**
   * The elements of a list in the order of their numbers, each with its parameters named from there on; an element that
   * is a bare value has the name `''`.
   *
   * @example list('Tags.member') of `Tags.member.1.Key=a` gives one element whose `get('Key')` is `a`.
   */
  list(prefix: string): QueryParameters[] {
    const elements = new Map<number, [string, string][]>();
    for (const [name, value] of this.#values) {
      if (!name.startsWith(`${prefix}.`)) continue;
      const match = /^([1-9]\d{0,4})(?:\.(.+))?$/.exec(name.slice(prefix.length + 1));
      if (match === null) continue;
      const number = Number(match[1]);
      const element = elements.get(number) ?? [];
      element.push([match[2] ?? '', value]);
      elements.set(number, element);
    }
    return [...elements]
      .sort(([a], [b]) => a - b)
      .slice(0, MAX_LIST)
      .map(([, values]) => new QueryParameters(values));
  }

  /** A map of strings: `prefix.entry.N.key` and `.value`. An entry without a key is left out. */
  map(prefix: string): Map<string, string> {
    const map = new Map<string, string>();
    for (const entry of this.list(`${prefix}.entry`)) {
      const key = entry.get('key');
      if (key !== undefined) map.set(key, entry.get('value') ?? '');
    }
    return map;
  }
}
