import { UsageError } from '@interstella/libs/errors';
import type { Settings } from '@interstella/infra/settings';
import { TOPICS } from '@interstella/infra/stages';
import type { Member, StepPlan } from '@interstella/migration/step/place.ts';
import { printedCommand, printedCommandToHq } from '@interstella/terminal/printed-command.ts';
import type { Aws } from '../aws.ts';
import { type DeployedEnvironment, outputOf, readEnvironment } from '../deployed.ts';
import { findHq, findParticipant, type Headquarters, openParticipant } from '../headquarters.ts';

/** The participant that an environment is, at an HQ of its own account or at an instructor's. */
export interface CloudMember extends Member {
  /** What a person is told when the first stage is there that takes orders. */
  readonly beginning: () => Promise<string>;
}

export interface MemberQuestion {
  readonly deployed: DeployedEnvironment;
  readonly settings: Settings;
  readonly hqUrl?: string;
  readonly participant?: string;
}

/**
 * Who is owed orders in an environment, and by which HQ.
 *
 * @returns undefined where the step has nothing to do with orders
 * @throws UsageError, HqClientError if it has and there is no HQ that answers
 */
export async function findMember(
  aws: Aws,
  { isGated, leavesOrders, beginsOrders }: StepPlan,
  { deployed, settings, hqUrl, participant }: MemberQuestion,
): Promise<CloudMember | undefined> {
  if (!isGated && !leavesOrders && !beginsOrders) return undefined;
  const hq = await findHq(aws, { deployed, instructor: settings.instructor, hqUrl });
  if (!hq) throw new UsageError('Nobody knows where Interstella HQ is. Say so with --hq-url URL.');
  const name = await findParticipant(hq, participant, settings.environmentName);
  return memberAt(hq, name, deployed, async () => {
    const { interstella } = await readEnvironment(aws, settings.environmentName);
    if (!interstella || !beginsOrders) return [];
    return TOPICS.flatMap((topic) => outputOf(interstella, topic, 'RedriveQueueUrl') ?? []);
  });
}

/** @param queues where those orders lie that were not taken, as soon as they are there */
export function memberAt(
  hq: Headquarters,
  participant: string,
  deployed: DeployedEnvironment,
  queues: () => Promise<readonly string[]>,
): CloudMember {
  const { client, isOurs } = hq;
  // It reaches the HQ of this account by itself, and an instructor's at its URL.
  const typed = (words: string) => printedCommandToHq(words, hq, deployed);
  return {
    ...{ participant, isOurs },
    hq: {
      report: (question) => client.report(question),
      generator: () => client.generator(),
      close: (name) => client.close(name),
      open: async (name) => openParticipant(hq, name, await queues()),
    },
    remedies: {
      redrive: printedCommand('redrive --aws', deployed.environmentName),
      republish: typed('republish'),
      ...(!isOurs && { close: { participant, command: typed(`close ${participant}`) } }),
    },
    // HQ on AWS believes for 2 s that somebody is open.
    recordedWithinMs: 5_000,
    beginning: async () => {
      if (isOurs) return `Interstella HQ owes ${participant} every order from now on.`;
      const lie = typed(`dead-letter-queues ${participant} ${(await queues()).join(' ')}`);
      return `Orders begin to flow when the instructor has run:\n  ${lie}\n  ${typed(`open ${participant}`)}`;
    },
  };
}
