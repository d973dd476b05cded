import type { KeyOverlap } from '@interstella/hq/client';
import { Option } from 'commander';

/** For how long an API key that is rotated may stay valid, as it is typed, in minutes. */
export const OVERLAP_MINUTES = { '0': 0, '15m': 15, '1h': 60, '24h': 1_440 } as const satisfies Record<
  string,
  KeyOverlap
>;

export interface KeepOldOption {
  readonly keepOld: keyof typeof OVERLAP_MINUTES;
}

export function keepOldOption(usual: KeepOldOption['keepOld']): Option {
  return new Option('--keep-old <time>', 'for how long HQ takes the old API key, too')
    .choices(Object.keys(OVERLAP_MINUTES))
    .default(usual);
}
