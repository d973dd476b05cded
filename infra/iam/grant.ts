/** What a role may do. */
export interface Grant {
  /** Each `service:Action`. */
  readonly actions: readonly string[];
  /** ARNs. */
  readonly resources: readonly string[];
  /** Why a resource has a `*` in it; only then. */
  readonly because?: string;
}

export function allow(actions: readonly string[], resources: readonly string[]): Grant {
  return { actions, resources };
}

/** @param pattern an ARN with a `*` in it @param because why no ARN can be named */
export function allowAny(actions: readonly string[], pattern: string, because: string): Grant {
  return { actions, resources: [pattern], because };
}
