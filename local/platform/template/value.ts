import { IGNORED_PROPERTIES } from './ignored.ts';
import { resolved } from './resolve.ts';
import { isObject } from './template.ts';
import { Unresolvable } from './unresolvable.ts';
import type { ValueSource } from './value-source.ts';

/** Where a value stands. */
interface Location {
  readonly id: string;
  readonly type: string;
  /** Below the resource's properties; empty for all of them. */
  readonly path: string;
}

interface NumberLimits {
  readonly from: number;
  readonly to: number;
  /** What it is where the template does not say. */
  readonly absent?: number;
}

/**
 * A value of the template, resolved when it is asked for. What is wrong with it is reported, and something of the right
 * kind is given in its place, so that the rest is read, too.
 */
export class Value {
  readonly #reading: ValueSource;
  readonly #at: Location;
  readonly #raw: unknown;

  constructor(reading: ValueSource, at: Location, raw: unknown) {
    this.#reading = reading;
    this.#at = at;
    this.#raw = raw;
  }

  get isAbsent(): boolean {
    return this.#raw === undefined;
  }

  refuse(reason: string): void {
    this.#reading.report(this.#at.id, this.#at.path, reason);
  }

  /** Text; empty where it is refused. */
  text(): string {
    return this.#text() ?? '';
  }

  /** The name of a resource, by which others know it. */
  ownName(): string {
    const name = this.#text();
    if (name !== undefined && !this.#reading.claimName(this.#at.type, name)) {
      this.refuse(`another ${this.#at.type} has the name ${shown(name)}, too.`);
    }
    return name ?? '';
  }

  /** The parts that a pattern's groups take out of a text; none if it is refused. */
  match(pattern: RegExp, what: string): readonly string[] {
    const text = this.#text();
    const parts = text === undefined ? null : pattern.exec(text);
    if (!parts && text !== undefined) this.refuse(`must be ${what}, not ${shown(text)}.`);
    return parts?.slice(1) ?? [];
  }

  number({ from, to, absent }: NumberLimits): number {
    if (this.isAbsent && absent !== undefined) return absent;
    const value = this.#resolved();
    const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isInteger(number) && number >= from && number <= to)
      return number;
    if (value !== undefined)
      this.refuse(`must be a whole number from ${from} to ${to}, not ${shown(value)}.`);
    return from;
  }

  flag(absent: boolean): boolean {
    if (this.isAbsent) return absent;
    const value = this.#resolved();
    if (value === true || value === 'true') return true;
    if (value !== undefined && value !== false && value !== 'false') {
      this.refuse(`must be true or false, not ${shown(value)}.`);
    }
    return false;
  }

  /** One of a few texts; the first is also what it is where the template does not say. */
  oneOf<T extends string>(first: T, ...others: readonly T[]): T {
    if (this.isAbsent) return first;
    const value = this.#resolved();
    const found = [first, ...others].find((one) => one === value || (value === true && one === 'true'));
    if (found !== undefined) return found;
    if (value !== undefined) {
      this.refuse(`must be ${[first, ...others].join(' or ')} here, not ${shown(value)}.`);
    }
    return first;
  }

  /** As JSON, without intrinsic functions. */
  json(): string {
    return JSON.stringify(this.#resolved() ?? null);
  }

  /**
   * The logical id of the resource that is referred to, by Ref or by an attribute.
   *
   * @param attribute the one that stands for the resource, where that is not what Ref yields
   */
  resource(type: string, attribute?: string): string {
    const id = attribute ? this.#idOfAttribute(attribute) : this.#idOfReference();
    if (id !== undefined && this.#reading.resource(id)?.Type === type) return id;
    this.#refuseOrMissing(`must refer to a resource ${type} of this template, not be ${shown(this.#raw)}.`);
    return '';
  }

  /** An object, all fields of which are read, or else on the list of the ignored. */
  object<T>(read: (fields: Fields) => T): T {
    const pathOf = (key: string) => (this.#at.path ? `${this.#at.path}.${key}` : key);
    if (isObject(this.#raw)) return this.#fields(this.#raw, pathOf, read);
    this.#refuseOrMissing(`must be an object, not ${shown(this.#raw)}.`);
    // That is enough about it: the fields that it has not got are not reported one by one.
    return this.#reading.quietly(() => this.#fields({}, pathOf, read));
  }

  list<T>(read: (element: Value) => T): T[] {
    if (this.isAbsent) return [];
    if (!Array.isArray(this.#raw)) {
      this.refuse(`must be a list, not ${shown(this.#raw)}.`);
      return [];
    }
    return this.#raw.map((raw, index) => read(this.#below(`${this.#at.path}[${index}]`, raw)));
  }

  /** The only element of a list. */
  only<T>(what: string, read: (element: Value) => T): T {
    const elements = this.list((element) => element);
    if (elements.length > 1) this.refuse(`must hold exactly one ${what}, not ${elements.length}.`);
    return read(elements[0] ?? this.#below(`${this.#at.path}[0]`, undefined));
  }

  /** Pairs of a key and a value, as a resource's attributes are. */
  attributes<T>(read: (fields: Fields) => T, keyName = 'Key', valueName = 'Value'): T {
    const pairs = this.list((element) =>
      element.object((pair) => [pair.at(keyName).text(), pair.at(valueName).#raw] as const),
    );
    const entries = Object.fromEntries(pairs);
    if (Object.keys(entries).length < pairs.length) this.refuse('names a key twice.');
    return this.#fields(entries, (key) => `${this.#at.path}[${key}]`, read);
  }

  #fields<T>(
    entries: Readonly<Record<string, unknown>>,
    pathOf: (key: string) => string,
    read: (fields: Fields) => T,
  ): T {
    const fields = new Fields(entries, (key, raw) => this.#below(pathOf(key), raw));
    const result = read(fields);
    for (const value of fields.unread) {
      if (!value.#isIgnored) value.refuse('this is not known.');
    }
    return result;
  }

  get #isIgnored(): boolean {
    const path = this.#at.path.replaceAll(/\[\d+\]/g, '[]');
    return Object.hasOwn(IGNORED_PROPERTIES[this.#at.type] ?? {}, path);
  }

  #below(path: string, raw: unknown): Value {
    return new Value(this.#reading, { ...this.#at, path }, raw);
  }

  #text(): string | undefined {
    const value = this.#resolved();
    if (typeof value === 'string') return value;
    if (value !== undefined) this.refuse(`must be text, not ${shown(value)}.`);
    return undefined;
  }

  #resolved(): unknown {
    if (this.isAbsent) this.refuse('is missing.');
    try {
      return resolved(this.#reading, this.#raw);
    } catch (error) {
      if (!(error instanceof Unresolvable)) throw error;
      this.refuse(error.message);
      return undefined;
    }
  }

  #idOfReference(): string | undefined {
    const argument = this.#argumentOf('Ref');
    return typeof argument === 'string' ? argument : undefined;
  }

  #idOfAttribute(name: string): string | undefined {
    const argument = this.#argumentOf('Fn::GetAtt');
    const [id, attribute] = Array.isArray(argument) ? (argument as unknown[]) : [];
    return typeof id === 'string' && attribute === name ? id : undefined;
  }

  #argumentOf(name: string): unknown {
    const [[found, argument] = [], ...others] = isObject(this.#raw) ? Object.entries(this.#raw) : [];
    return found === name && others.length === 0 ? argument : undefined;
  }

  #refuseOrMissing(reason: string): void {
    this.refuse(this.isAbsent ? 'is missing.' : reason);
  }
}

/** The fields of an object; remembers which were read. */
export class Fields {
  readonly #entries: Readonly<Record<string, unknown>>;
  readonly #valueOf: (key: string, raw: unknown) => Value;
  readonly #read = new Set<string>();

  constructor(entries: Readonly<Record<string, unknown>>, valueOf: (key: string, raw: unknown) => Value) {
    this.#entries = entries;
    this.#valueOf = valueOf;
  }

  at(key: string): Value {
    this.#read.add(key);
    return this.#valueOf(key, Object.hasOwn(this.#entries, key) ? this.#entries[key] : undefined);
  }

  get keys(): readonly string[] {
    return Object.keys(this.#entries);
  }

  get unread(): readonly Value[] {
    return this.keys
      .filter((key) => !this.#read.has(key))
      .map((key) => this.#valueOf(key, this.#entries[key]));
  }
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 120);
}
