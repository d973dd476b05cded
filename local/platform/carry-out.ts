import { within } from '@interstella/libs/time-limits';
import { messageOf } from '@interstella/libs/errors';
import type { Parameter, Queue, Service, Subscription, TaskDefinition } from './deployment/index.ts';
import { DEPLOYMENT_LIMIT_MS } from './tasks/task-supervisor.ts';
import type { ChangeEvent } from './events.ts';
import type { Routes } from './merge-deployments.ts';
import type { Phase } from './plan.ts';
import type { Step } from './steps.ts';

/**
 * No step takes longer, in milliseconds. The longest is a deployment, which ends by itself before that and says why, as
 * nobody could who gave up on it at the same time.
 */
const STEP_LIMIT_MS = DEPLOYMENT_LIMIT_MS + 30_000;

/** The actions that the steps of a deployment take. Each rejects with a sentence for a person. */
export interface StepActions {
  createQueue(queue: Queue): Promise<void>;
  removeQueue(queue: Queue): Promise<void>;
  putParameter(parameter: Parameter): Promise<void>;
  removeParameter(parameter: Parameter): Promise<void>;
  /** Ends what run-task started. */
  stopTasks(): Promise<void>;
  route(routes: Routes): Promise<void>;
  /** Resolves when the service is steady. */
  deployService(service: Service, definition: TaskDefinition): Promise<void>;
  /** Nobody subscribes it to anything any more. Resolves when its tasks are drained and told to stop. */
  removeService(service: Service): Promise<void>;
  /** Resolves when the endpoint has confirmed. */
  subscribe(subscription: Subscription): Promise<void>;
  unsubscribe(subscription: Subscription): Promise<void>;
  /** Those that somebody removed behind the platform's back. */
  missing(subscriptions: readonly Subscription[]): Promise<readonly Subscription[]>;
}

/** What could not be taken away. */
export interface LeftBehind {
  readonly step: Step;
  /** For a person. */
  readonly message: string;
}

type Tell = (event: ChangeEvent) => void;

/**
 * Carries a plan out, telling what happens. What fails while cleaning up does not undo the update, which has succeeded
 * by then.
 *
 * @returns what could not be cleaned up
 * @throws the first failure of a phase, once all of its steps have ended
 */
export async function carryOut(
  phases: readonly Phase[],
  actions: StepActions,
  tell: Tell,
  stepLimitMs = STEP_LIMIT_MS,
): Promise<readonly LeftBehind[]> {
  const leftBehind: LeftBehind[] = [];
  for (const { steps, cleansUp } of phases) {
    const ends = await Promise.allSettled(steps.map((step) => carryOutOne(step, actions, tell, stepLimitMs)));
    for (const [index, step] of steps.entries()) {
      const end = ends[index];
      if (end?.status !== 'rejected') continue;
      if (!cleansUp) throw end.reason;
      leftBehind.push({ step, message: (end.reason as Error).message });
    }
  }
  return leftBehind;
}

async function carryOutOne(step: Step, actions: StepActions, tell: Tell, limitMs: number): Promise<void> {
  tell({ event: 'begin', step: step.id });
  try {
    await within(limitMs, () => act(step, actions));
    tell({ event: 'end', step: step.id });
  } catch (error) {
    const reason = messageOf(error);
    tell({ event: 'fail', step: step.id, reason });
    throw new Error(`${step.title}: ${reason}`, { cause: error });
  }
}

function act(step: Step, actions: StepActions): Promise<void> {
  switch (step.kind) {
    case 'create-queue':
      return actions.createQueue(step.queue);
    case 'remove-queue':
      return actions.removeQueue(step.queue);
    case 'put-parameter':
      return actions.putParameter(step.parameter);
    case 'remove-parameter':
      return actions.removeParameter(step.parameter);
    case 'stop-tasks':
      return actions.stopTasks();
    case 'route':
      return actions.route(step.routes);
    case 'deploy-service':
      return actions.deployService(step.service, step.definition);
    case 'remove-service':
      return actions.removeService(step.service);
    case 'subscribe':
      return actions.subscribe(step.subscription);
    case 'unsubscribe':
      return actions.unsubscribe(step.subscription);
  }
}
