import { Injectable } from '@nestjs/common';
import type { RouteOptions } from 'fastify';

/** Which methods each path of a service takes: to tell a wrong method (405) from a wrong path (404). */
@Injectable()
export class Routes {
  readonly #methods = new Map<string, string[]>();

  /** Remembers a route as fastify takes it. HEAD is left out, since fastify answers it wherever it answers GET. */
  add({ url, method }: Pick<RouteOptions, 'url' | 'method'>): void {
    const known = this.#methods.get(url) ?? [];
    const added = [method].flat().filter((name) => name !== 'HEAD' && !known.includes(name));
    this.#methods.set(url, [...known, ...added].sort());
  }

  /** The methods at the path of a URL, with or without a slash at its end; none for an unknown path. */
  methodsAt(url: string): readonly string[] {
    const [path = ''] = url.split('?');
    return this.#methods.get(path) ?? this.#methods.get(path.replace(/\/$/, '')) ?? [];
  }
}
