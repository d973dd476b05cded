import { HqClient } from '@interstella/hq/client';
import { PlatformClient } from '@interstella/local/platform';
import type { RunningKit } from './running-kit.ts';

/** The platform of a kit that runs. Each client hears of every failed request once. */
export function platformOf({ platformUrl: url, platformKey: key }: RunningKit): PlatformClient {
  return new PlatformClient({ url, key });
}

/** Interstella HQ of a kit that runs, with its admin key. */
export function hqOf({ hqUrl: url, adminKey }: RunningKit): HqClient {
  return new HqClient({ url, adminKey });
}
