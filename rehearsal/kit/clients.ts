import { HqClient } from '@interstella/hq/client';
import { PlatformClient } from '@interstella/local/platform';
import type { RunningKit } from './running-kit.ts';

/** The platform of a kit that runs. Each client hears of every failed request once. */
export function platformOf({ platformUrl: url, platformKey: key }: RunningKit): PlatformClient {
  return new PlatformClient({ url, key });
}

/** Interstella HQ of a kit that runs, with its admin key. @param limitMs of a call, where it is not the client's own */
export function hqOf({ hqUrl: url, adminKey }: RunningKit, limitMs?: number): HqClient {
  return new HqClient({ url, adminKey, ...(limitMs !== undefined && { limitMs }) });
}
