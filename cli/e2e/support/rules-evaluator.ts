import type { Template } from '@interstella/local/platform/template';

/** A rule as it stands in a raw template. */
interface RawRule {
  readonly Priority: number | string;
  readonly Conditions: readonly {
    readonly Field: string;
    readonly Values?: readonly string[];
    readonly PathPatternConfig?: { readonly Values: readonly string[] };
  }[];
  readonly Actions: readonly RawAction[];
}

interface RawAction {
  readonly Type: string;
  readonly TargetGroupArn?: { readonly Ref: string };
}

/**
 * What a stage's listener does with a path, straight from the template as `cdk synth` writes it. Written without a look
 * at the template reader or the load balancer, and by other means, so that what both get wrong shows.
 *
 * @returns the logical id of the target group
 */
export function evaluateRules({ Resources }: Template, requestTarget: string): string {
  const [path = ''] = requestTarget.split('?', 1);
  const ofType = (type: string) =>
    Object.values(Resources)
      .filter((resource) => resource.Type === `AWS::ElasticLoadBalancingV2::${type}`)
      .map(({ Properties }) => Properties as unknown);
  const matching = (ofType('ListenerRule') as RawRule[]).filter(({ Conditions }) =>
    Conditions.every((condition) => {
      if (condition.Field !== 'path-pattern') throw new Error(`A condition on ${condition.Field}`);
      const patterns = condition.PathPatternConfig?.Values ?? condition.Values ?? [];
      return patterns.some((pattern) => isMatch(pattern, path));
    }),
  );
  const [listener] = ofType('Listener') as { readonly DefaultActions: readonly RawAction[] }[];
  const lowest = Math.min(...matching.map(({ Priority }) => Number(Priority)));
  const decisive = matching.find(({ Priority }) => Number(Priority) === lowest);
  const [action] = decisive?.Actions ?? listener?.DefaultActions ?? [];
  if (action?.Type !== 'forward' || !action.TargetGroupArn)
    throw new Error(`An action of type ${action?.Type}`);
  return action.TargetGroupArn.Ref;
}

/** By the table of all prefixes: `table[p][s]` says whether the first p characters of the pattern match the first s. */
function isMatch(pattern: string, path: string): boolean {
  const table = Array.from({ length: pattern.length + 1 }, () =>
    new Array<boolean>(path.length + 1).fill(false),
  );
  const at = (p: number, s: number) => table[p]?.[s] ?? false;
  for (let p = 0; p <= pattern.length; p += 1) {
    for (let s = 0; s <= path.length; s += 1) {
      const row = table[p] ?? [];
      const last = pattern[p - 1];
      if (p === 0) row[s] = s === 0;
      else if (last === '*') row[s] = at(p - 1, s) || (s > 0 && at(p, s - 1));
      else row[s] = s > 0 && at(p - 1, s - 1) && (last === '?' || last === path[s - 1]);
    }
  }
  return at(pattern.length, path.length);
}
