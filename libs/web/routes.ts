import { Injectable } from '@nestjs/common';
import type { RouteOptions } from 'fastify';

/** The methods of each path, to distinguish a wrong method (405) from a wrong path (404). */
@Injectable()
export class Routes {
  readonly #methods = new Map<string, string[]>();

  /** Adds a route of fastify. HEAD is left out, since fastify answers it wherever it answers GET. */
  add({ url, method }: Pick<RouteOptions, 'url' | 'method'>): void {
    const known = this.#methods.get(url) ?? [];
    const added = [method].flat().filter((name) => name !== 'HEAD' && !known.includes(name));
    this.#methods.set(url, [...known, ...added].sort());
  }

  /** The methods at the path of a URL, with or without a slash at its end; none for an unknown path. */
  methodsAt(url: string): readonly string[] {
    const [given = ''] = url.split('?');
    const path = given.replace(/(?<=[^/])\/$/, '');
    const known = this.#methods.get(given) ?? this.#methods.get(path);
    if (known) return known;
    const pattern = [...this.#methods.keys()].find((one) => one.includes('/:') && isMatch(one, path));
    return this.#methods.get(pattern ?? '') ?? [];
  }
}

/** Whether a path matches a pattern, in which `:name` matches any segment. */
function isMatch(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  return (
    wanted.length === given.length &&
    wanted.every((part, index) => part === given[index] || (part.startsWith(':') && given[index] !== ''))
  );
}
