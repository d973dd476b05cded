import type { KeyOverlap } from '@interstella/hq/client';
import { Option } from 'commander';

/** The values of --keep-old: how long the old API key stays valid after a rotation, in minutes. */
export const OVERLAP_MINUTES = { '0': 0, '15m': 15, '1h': 60, '24h': 1_440 } as const satisfies Record<
  string,
  KeyOverlap
>;

export interface KeepOldOption {
  readonly keepOld: keyof typeof OVERLAP_MINUTES;
}

export function keepOldOption(byDefault: KeepOldOption['keepOld']): Option {
  return new Option('--keep-old <time>', 'for how long HQ takes the old API key, too')
    .choices(Object.keys(OVERLAP_MINUTES))
    .default(byDefault);
}
