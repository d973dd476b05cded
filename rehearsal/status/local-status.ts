import type { ParticipantReport } from '@interstella/hq/client';
import { type Stage, STAGES } from '@interstella/infra/stages';
import type { PlatformState } from '@interstella/local/platform';
import { neighboursOf, takesOrders } from '@interstella/migration/gate/way.ts';
import type { RunningKit } from '../kit/running-kit.ts';
import { hqOf, platformOf } from '../kit/clients.ts';
import { type Deliveries, readDeliveries } from './deliveries.ts';
import { problemsOf } from './problems.ts';

/** The kit that runs here, and how it is. */
export interface LocalStatus {
  readonly stage: string | undefined;
  readonly stableSince: string | undefined;
  readonly changing: PlatformState['changing'];
  readonly previous: string | undefined;
  readonly next: string | undefined;
  /** Undefined where no service is behind it, so that it does not listen. */
  readonly loadBalancerUrl: string | undefined;
  readonly services: PlatformState['tasks']['services'];
  readonly otherTasks: PlatformState['tasks']['otherTasks'];
  readonly subscriptions: Deliveries['subscriptions'];
  /** Of dead letters. */
  readonly queues: Deliveries['queues'];
  /** What is not well, a sentence each. */
  readonly problems: readonly string[];
  /** Undefined where HQ does not answer. */
  readonly orders: ParticipantReport | undefined;
}

/** For HQ to answer: a person waits. */
const HQ_LIMIT_MS = 5_000;

export async function readLocalStatus(kit: RunningKit): Promise<LocalStatus> {
  const hq = hqOf(kit, HQ_LIMIT_MS);
  const platform = platformOf(kit).state();
  const [state, deliveries, report, participants] = await Promise.all([
    platform,
    platform.then((found) => readDeliveries(kit, found)),
    hq.report({ participant: kit.participant }).catch(() => undefined),
    hq.participants().catch(() => undefined),
  ]);
  const stage = STAGES.find(({ name }) => name === state.stage);
  const { previous, next } = stage ? neighboursOf(stage) : {};
  const orders = report?.participants[0];
  const { stableSince, changing, loadBalancerUrl, tasks } = state;
  return {
    stage: state.stage,
    stableSince,
    changing,
    previous: previous?.name,
    next: next?.name,
    loadBalancerUrl: hasLoadBalancer(stage) ? loadBalancerUrl : undefined,
    ...tasks,
    ...deliveries,
    problems: [
      ...problemsOf(state, deliveries, orders),
      ...owesNothing(stage, state, participants?.find(({ name }) => name === kit.participant)?.open),
    ],
    orders,
  };
}

/** Before the first service the port is a task's of its own, if one runs. */
export function hasLoadBalancer(stage: Stage | undefined): boolean {
  return stage?.tasks.some(({ runBy }) => runBy === 'service') ?? false;
}

/** A step that was killed before its end could not tell HQ to owe orders again. */
export function owesNothing(
  stage: Stage | undefined,
  { changing }: Pick<PlatformState, 'changing'>,
  isOpen: boolean | undefined,
): readonly string[] {
  if (!stage || !takesOrders(stage) || changing || isOpen !== false) return [];
  return [
    `Interstella HQ owes this stage no orders. Unless a step waits at its gate right now: npx interstella stage ${stage.name}`,
  ];
}
