import { attributeOf } from './attributes.ts';
import { isObject } from './template.ts';
import { Unresolvable } from './unresolvable.ts';
import type { ValueSource } from './value-source.ts';

/** Functions of our stages are nested half as deeply. */
const MAXIMUM_DEPTH = 32;

type Resolve = (value: unknown) => unknown;

/** The intrinsic functions that our stages use where a value is needed. */
const FUNCTIONS: Readonly<
  Record<string, (argument: unknown, resolve: Resolve, reading: ValueSource) => unknown>
> = {
  Ref: (argument, resolve, reading) => {
    const pseudo = pseudoParameters(reading);
    const name = text(argument);
    return Object.hasOwn(pseudo, name) ? pseudo[name] : resolve(attributeOf(reading, name, 'Ref'));
  },
  'Fn::GetAtt': (argument, resolve, reading) => {
    const [id, ...attribute] = typeof argument === 'string' ? argument.split('.') : texts(argument);
    return resolve(attributeOf(reading, id ?? '', attribute.join('.')));
  },
  'Fn::Join': (argument, resolve) => {
    const [separator, parts] = pair(argument);
    return texts(resolve(parts)).join(text(separator));
  },
  'Fn::Split': (argument, resolve) => {
    const [separator, whole] = pair(argument);
    return text(resolve(whole)).split(text(separator));
  },
  'Fn::Select': (argument, resolve) => {
    const [index, list] = pair(argument);
    const number = typeof index === 'number' ? index : Number(text(index));
    const selected = texts(resolve(list))[number];
    if (selected === undefined) throw new Unresolvable(`there is no element ${number} to select.`);
    return selected;
  },
};

/**
 * A value without its intrinsic functions.
 *
 * @throws Unresolvable
 */
export function resolved(reading: ValueSource, value: unknown, depth = 0): unknown {
  // A name that refers to itself, in the end.
  if (depth > MAXIMUM_DEPTH) throw new Unresolvable('it refers to itself, or is nested too deeply.');
  const resolve: Resolve = (inner) => resolved(reading, inner, depth + 1);
  if (Array.isArray(value)) return value.map(resolve);
  if (!isObject(value)) return value;
  const [[name, argument] = ['', undefined], ...others] = Object.entries(value);
  if (others.length === 0 && isFunction(name)) {
    const apply = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (!apply) throw new Unresolvable(`the function ${name} is not known.`);
    return apply(argument, resolve, reading);
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
}

function isFunction(name: string): boolean {
  return name === 'Ref' || name === 'Condition' || name.startsWith('Fn::');
}

function pseudoParameters({ place }: ValueSource): Readonly<Record<string, string>> {
  return {
    'AWS::AccountId': place.accountId,
    'AWS::Partition': place.partition,
    'AWS::Region': place.region,
    'AWS::URLSuffix': 'amazonaws.com',
  };
}

function pair(argument: unknown): readonly [unknown, unknown] {
  if (!Array.isArray(argument) || argument.length !== 2) {
    throw new Unresolvable('a function takes two arguments, and has not got them.');
  }
  return argument as [unknown, unknown];
}

function texts(value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw new Unresolvable('a function takes a list, and has not got one.');
  return value.map(text);
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new Unresolvable('a function takes text, and has not got it.');
  return value;
}
