import { HqClient, type ParticipantReport } from '@interstella/hq/client';
import { STAGES } from '@interstella/infra/stages';
import type { PlatformState } from '@interstella/local/platform';
import { neighboursOf } from '../gate/index.ts';
import type { RunningKit } from '../kit/running-kit.ts';
import { platformOf } from '../stage/local-step.ts';

/** The kit that runs here, and how it is. */
export interface LocalStatus {
  readonly stage: string | undefined;
  readonly stableSince: string | undefined;
  readonly changing: PlatformState['changing'];
  readonly previous: string | undefined;
  readonly next: string | undefined;
  readonly loadBalancerUrl: string;
  readonly services: PlatformState['tasks']['services'];
  readonly otherTasks: PlatformState['tasks']['otherTasks'];
  readonly subscriptions: PlatformState['subscriptions'];
  /** What is not well, a sentence each. */
  readonly problems: readonly string[];
  /** Undefined where HQ does not answer. */
  readonly orders: ParticipantReport | undefined;
}

export async function readLocalStatus(kit: RunningKit): Promise<LocalStatus> {
  const hq = new HqClient({ url: kit.hqUrl, adminKey: kit.adminKey });
  const [state, report] = await Promise.all([
    platformOf(kit).state(),
    hq.report({ participant: kit.participant }).catch(() => undefined),
  ]);
  const stage = STAGES.find(({ name }) => name === state.stage);
  const { previous, next } = stage ? neighboursOf(stage) : {};
  const orders = report?.participants[0];
  const { stableSince, changing, loadBalancerUrl, subscriptions, tasks } = state;
  return {
    stage: state.stage,
    stableSince,
    changing,
    previous: previous?.name,
    next: next?.name,
    loadBalancerUrl,
    ...tasks,
    subscriptions,
    problems: problemsOf(state, orders),
    orders,
  };
}

function problemsOf({ tasks }: PlatformState, orders: ParticipantReport | undefined): readonly string[] {
  return [
    ...tasks.services
      .filter(({ healthyCount, desiredCount }) => healthyCount < desiredCount)
      .map(({ name, healthyCount, desiredCount, deployment: { lastFailure } }) => {
        const last = lastFailure === undefined ? '' : ` The last failure: ${lastFailure}`;
        return `${name} has ${healthyCount} of ${desiredCount} healthy tasks.${last}`;
      }),
    ...(orders ? orders.reasons : ['Interstella HQ does not answer.']),
  ];
}
