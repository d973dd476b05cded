import { findRunningKit, type RunningKit } from './running-kit.ts';

export interface Target {
  /** What is deployed on AWS, also where a kit runs here. */
  readonly aws: boolean;
  readonly environmentName?: string;
  readonly hqUrl?: string;
}

/** Whether a person speaks of AWS, or of an HQ elsewhere, and of nothing that runs here. */
export function isElsewhere({ aws, environmentName, hqUrl }: Target): boolean {
  return aws || environmentName !== undefined || hqUrl !== undefined;
}

/** For a command that works here and on AWS: the kit that runs here, unless none does or a person speaks of AWS. */
export async function targetKit(target: Target): Promise<RunningKit | undefined> {
  return isElsewhere(target) ? undefined : findRunningKit();
}
