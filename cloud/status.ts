import type { ParticipantReport } from '@interstella/hq/client';
import type { Settings } from '@interstella/infra/settings';
import { neighboursOf, takesOrders } from '@interstella/migration/gate/way.ts';
import { messageOf, UsageError } from '@interstella/libs/errors';
import type { Aws } from './aws.ts';
import { type DeployedStack, readEnvironment } from './deployed.ts';
import { findHq, findParticipant, type Headquarters } from './headquarters.ts';
import { owesNothing } from './owes-nothing.ts';
import { type ReadQueue, readQueues } from './queues.ts';
import { stateOf } from './stack-state.ts';
import { readStage, type StageReadings, whatIsNotWell } from './stage-readings.ts';

/** A stack in a few words; undefined where there is none. */
export interface StackStatus {
  readonly name: string;
  readonly stage: string | undefined;
  readonly status: string;
  /** Why it cannot be changed now. */
  readonly problem: string | undefined;
  readonly updatedAt: string;
}

/** The orders of the participant, or why nobody can say. */
export type OrdersStatus =
  | { readonly report: ParticipantReport; readonly warnings: readonly string[] }
  | {
      readonly unknown: string;
      /** Not where nobody need know yet: before the first stage that takes orders. */
      readonly isProblem: boolean;
    };

/** What is deployed of an environment, and how it is. */
export interface Status {
  readonly environmentName: string;
  readonly account: string;
  readonly region: string;
  readonly hq: StackStatus | undefined;
  readonly interstella: StackStatus | undefined;
  /** The neighbours of the stage that is deployed; only `next` where nothing is. */
  readonly previous: string | undefined;
  readonly next: string | undefined;
  readonly loadBalancerUrl: string | undefined;
  readonly services: StageReadings['services'];
  readonly subscriptions: StageReadings['subscriptions'];
  readonly queues: readonly ReadQueue[];
  /** What is not well, a sentence each. */
  readonly problems: readonly string[];
  readonly orders: OrdersStatus | undefined;
}

export interface StatusQuestion {
  readonly settings: Settings;
  readonly hqUrl?: string;
  readonly participant?: string;
}

const NOBODY_KNOWS = 'Nobody knows where Interstella HQ is. Say so with --hq-url URL.';

export async function readStatus(aws: Aws, question: StatusQuestion): Promise<Status> {
  const { instructor, environmentName } = question.settings;
  const deployed = await readEnvironment(aws, environmentName);
  const { hq, interstella } = deployed;
  const stage = interstella?.stage;
  const nothing: StageReadings = { services: [], subscriptions: [] };
  const [readings, queues, headquarters] = await Promise.all([
    interstella && stage ? readStage(aws, environmentName, interstella, stage) : nothing,
    interstella ? readQueues(aws, interstella) : [],
    findHq(aws, { deployed, instructor, hqUrl: question.hqUrl }),
  ]);
  const { previous, next } = stage ? neighboursOf(stage) : {};
  const orders = await ordersOf(headquarters, question, stage !== undefined && takesOrders(stage));
  const report = orders && 'report' in orders ? orders.report : undefined;
  return {
    environmentName,
    account: aws.account,
    region: aws.region,
    hq: summaryOf(hq, environmentName),
    interstella: summaryOf(interstella, environmentName),
    previous: previous?.name,
    next: next?.name ?? (stage ? undefined : hq || instructor ? 'workshop' : 'hq'),
    loadBalancerUrl: interstella?.outputs.LoadBalancerUrl,
    ...readings,
    queues,
    problems: [...whatIsNotWell(readings), ...owesNothing(deployed, headquarters, report)],
    orders,
  };
}

function summaryOf(stack: DeployedStack | undefined, environmentName: string): StackStatus | undefined {
  if (!stack) return undefined;
  const state = stateOf(stack, environmentName);
  return {
    name: stack.name,
    stage: stack.stage?.name,
    status: stack.status,
    problem: 'problem' in state ? state.problem : undefined,
    updatedAt: stack.updatedAt.toISOString(),
  };
}

/** Whether everything is as it should be: the services, the stacks, and the orders, which all of it is there for. */
export function isWell({ problems, hq, interstella, queues, orders }: Status): boolean {
  if (problems.length > 0 || hq?.problem !== undefined || interstella?.problem !== undefined) return false;
  if (queues.some(({ deadLetters }) => deadLetters > 0)) return false;
  if (!orders) return true;
  return 'unknown' in orders ? !orders.isProblem : !orders.report.red;
}

/** A status is worth having without HQ's answer. */
async function ordersOf(
  hq: Headquarters | undefined,
  { participant, settings }: StatusQuestion,
  areTaken: boolean,
): Promise<OrdersStatus | undefined> {
  if (!hq) return areTaken ? { unknown: NOBODY_KNOWS, isProblem: true } : undefined;
  try {
    const name = await findParticipant(hq, participant, settings.environmentName);
    const { participants, warnings } = await hq.client.report({ participant: name });
    const report = participants.find((one) => one.participant === name);
    return report
      ? { report, warnings }
      : { unknown: `HQ's report says nothing of ${name}.`, isProblem: areTaken };
  } catch (error) {
    // Who nobody is yet at HQ has no orders either. An HQ that does not answer is wrong at every stage.
    const isProblem = areTaken || !(error instanceof UsageError);
    return { unknown: messageOf(error), isProblem };
  }
}
