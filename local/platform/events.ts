/** What becomes of a change, as it happens: one line of JSON each. */
export type ChangeEvent =
  /** What will be done, before it is. A second one is the way back, because of the reason. */
  | {
      readonly event: 'plan';
      readonly steps: readonly { readonly id: string; readonly title: string }[];
      readonly rollingBackBecause?: string;
    }
  | { readonly event: 'begin'; readonly step: string }
  /** Something that a person may want to see of a step under way: a task that starts, a target that is healthy. */
  | { readonly event: 'note'; readonly step: string; readonly text: string }
  | { readonly event: 'end'; readonly step: string }
  | { readonly event: 'fail'; readonly step: string; readonly reason: string }
  /** The change is still under way; sent when nothing else was for a while. */
  | { readonly event: 'alive' }
  | { readonly event: 'result'; readonly result: ChangeResult };

/** How a change ended. */
export interface ChangeResult {
  /** `rolledBack`: what was there before is there again. `failed`: not even that. */
  readonly outcome: 'done' | 'rolledBack' | 'failed';
  /** Why it is not done. */
  readonly reason?: string;
  /** What could not be cleaned up. */
  readonly leftBehind: readonly string[];
}
