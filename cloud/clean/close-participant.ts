import { HqClientError } from '@interstella/hq/client';
import type { Aws } from '../aws.ts';
import type { DeployedEnvironment } from '../deployed.ts';
import { findHq, findParticipant, type Headquarters } from '../headquarters.ts';
import { printedCommandToHq } from '@interstella/terminal/printed-command.ts';
import { UsageError } from '@interstella/libs/errors';

export interface CloseOptions {
  readonly hqUrl?: string;
  readonly participant?: string;
}

/** What becomes of the participant at HQ when its environment goes. */
export interface Closing {
  /** What a person must know before they say yes. */
  readonly plan: string;
  /** Resolves with what was done, if anything was. */
  readonly close: () => Promise<string | undefined>;
}

/**
 * Has HQ owe no further orders to an environment that goes, where this account may say so; else says who must, while
 * that is still in time. What cannot be asked keeps nothing from going: an HQ that does not answer may be what is being
 * cleaned up.
 */
export async function planClosing(
  aws: Aws,
  deployed: DeployedEnvironment,
  { hqUrl, participant }: CloseOptions,
): Promise<Closing> {
  const hq = await findHq(aws, { deployed, instructor: undefined, hqUrl });
  if (!hq) return bySomebodyElse(printedCommandToHq('close NAME', { url: 'URL' }, deployed));
  try {
    const name = await findParticipant(hq, participant, deployed.environmentName);
    if (!hq.isOurs) return bySomebodyElse(printedCommandToHq(`close ${name}`, hq, deployed));
    return {
      plan: `Interstella HQ will owe ${name} no further orders.`,
      close: () => orWhy(() => close(hq, name)),
    };
  } catch (error) {
    return nobody(whyOf(error));
  }
}

/** Orders that HQ still owes when nobody takes them any more are lost. */
function bySomebodyElse(command: string): Closing {
  return {
    plan: `Interstella HQ is somebody else's: have the instructor close you first, or HQ owes you orders that nobody takes. With the admin key in HQ_ADMIN_KEY that is: ${command}`,
    close: () => Promise.resolve(undefined),
  };
}

function nobody(why: string): Closing {
  return { plan: `Nobody will be closed at HQ: ${why}`, close: () => Promise.resolve(undefined) };
}

async function close({ client }: Headquarters, name: string): Promise<string> {
  await client.close(name);
  return `Interstella HQ owes ${name} no further orders.`;
}

async function orWhy(work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    return `Nobody was closed at HQ: ${whyOf(error)}`;
  }
}

/** @throws what was not HQ's answer */
function whyOf(error: unknown): string {
  if (error instanceof HqClientError || error instanceof UsageError) return error.message;
  throw error;
}
