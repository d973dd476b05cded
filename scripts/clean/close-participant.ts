import { HqClientError } from '@interstella/hq/client';
import type { Aws } from '../cloud/aws.ts';
import type { DeployedEnvironment } from '../cloud/deployed.ts';
import { findHq, findParticipant } from '../cloud/headquarters.ts';
import { UsageError } from '../terminal/usage-error.ts';

export interface CloseOptions {
  readonly hqUrl?: string;
  readonly participant?: string;
}

/**
 * Has HQ owe no further orders to an environment that goes, where this account may say so; else says who must. What
 * cannot be asked keeps nothing from going: an HQ that does not answer may be what is being cleaned up.
 */
export async function closeParticipant(
  aws: Aws,
  deployed: DeployedEnvironment,
  { hqUrl, participant }: CloseOptions,
): Promise<void> {
  try {
    const hq = await findHq(aws, { deployed, instructor: undefined, hqUrl });
    if (!hq) {
      say("Where HQ is somebody else's, have the instructor close you: npx interstella hq close NAME");
      return;
    }
    const name = await findParticipant(hq, participant, deployed.environmentName);
    if (!hq.isOurs) {
      say(`Have the instructor close you at HQ: npx interstella hq close ${name}`);
      return;
    }
    await hq.client.close(name);
    say(`Interstella HQ owes ${name} no further orders.`);
  } catch (error) {
    if (!(error instanceof HqClientError || error instanceof UsageError)) throw error;
    say(`Nobody was closed at HQ: ${error.message}`);
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
