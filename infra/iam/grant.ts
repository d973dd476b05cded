/** Allows a role actions on resources. */
export interface Grant {
  /** Each `service:Action`. */
  readonly actions: readonly string[];
  /** ARNs. */
  readonly resources: readonly string[];
  /** Required for a resource with a `*`: the reason for it. */
  readonly because?: string;
}

export function allow(actions: readonly string[], resources: readonly string[]): Grant {
  return { actions, resources };
}

/** @param pattern an ARN with a `*` in it @param because why no ARN can be named */
export function allowAny(actions: readonly string[], pattern: string, because: string): Grant {
  return { actions, resources: [pattern], because };
}
