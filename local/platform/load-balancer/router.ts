import type { Action, Listener, Rule } from '../deployment/index.ts';
import { matchesPathPattern } from './path-pattern.ts';

/** What one listener does with which request. */
export class Router {
  readonly #rules: readonly Rule[];
  readonly #defaultAction: Action;

  constructor({ rules, defaultAction }: Pick<Listener, 'rules' | 'defaultAction'>) {
    this.#rules = rules.toSorted((one, other) => one.priority - other.priority);
    this.#defaultAction = defaultAction;
  }

  /** @param path normalised, without the query */
  decide(path: string): Action {
    for (const { pathPatterns, action } of this.#rules) {
      if (pathPatterns.some((pattern) => matchesPathPattern(pattern, path))) return action;
    }
    return this.#defaultAction;
  }

  /** Names of the target groups that some request may come to. */
  targetGroups(): ReadonlySet<string> {
    const actions = [...this.#rules.map(({ action }) => action), this.#defaultAction];
    return new Set(actions.flatMap((action) => (action.type === 'forward' ? [action.targetGroup] : [])));
  }
}

/** The path of a request target, without its query. */
export function pathOf(requestTarget: string): string {
  const query = requestTarget.indexOf('?');
  return query === -1 ? requestTarget : requestTarget.slice(0, query);
}
