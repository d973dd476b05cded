import { findRunningKit, type RunningKit } from './running-kit.ts';

export interface Meant {
  /** What is deployed on AWS, also where a kit runs here. */
  readonly aws: boolean;
  readonly environmentName?: string;
  readonly hqUrl?: string;
}

/** For a command that works here and on AWS: the kit that runs here, unless none does or a person speaks of AWS. */
export async function kitMeant({ aws, environmentName, hqUrl }: Meant): Promise<RunningKit | undefined> {
  if (aws || environmentName !== undefined || hqUrl !== undefined) return undefined;
  return findRunningKit();
}
