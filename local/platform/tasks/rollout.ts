/** What a rollout sees of a task that was not told to stop. */
export interface RolloutTask {
  readonly id: string;
  /** Of the revision that is being deployed, or is deployed. */
  readonly isCurrent: boolean;
  /** `pending`: not RUNNING yet; `starting`: RUNNING, and neither healthy nor given up yet. */
  readonly state: 'pending' | 'starting' | 'healthy' | 'unhealthy';
  readonly startedAt: number;
}

export interface RolloutState {
  readonly desiredCount: number;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  /** All that were not told to stop: ECS counts those that stop no more. */
  readonly tasks: readonly RolloutTask[];
}

export interface RolloutStep {
  /** So many tasks of the current revision. */
  readonly start: number;
  readonly stop: readonly StopChoice[];
  /** Tasks are missing, and the two percentages allow neither to start one nor to stop one for it. */
  readonly isStuck: boolean;
}

export interface StopChoice {
  readonly id: string;
  readonly why: 'replaced' | 'unhealthy' | 'scaled in';
}

/** At no moment of a deployment there are fewer healthy tasks; rounded up. */
export function minimumHealthy(desiredCount: number, minimumHealthyPercent: number): number {
  return Math.ceil((desiredCount * minimumHealthyPercent) / 100);
}

/** At no moment of a deployment there are more tasks that run or are about to; rounded down. */
export function maximumTasks(desiredCount: number, maximumPercent: number): number {
  return Math.floor((desiredCount * maximumPercent) / 100);
}

/**
 * What the service scheduler does next, as ECS's rolling update: it starts what the maximum leaves room for, stops tasks
 * of older revisions as far as the minimum of healthy ones allows, and replaces an unhealthy task by starting another one
 * first, or, where there is no room for that, by stopping it.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
 */
export function nextStep({ tasks, desiredCount, ...percent }: RolloutState): RolloutStep {
  const minimum = minimumHealthy(desiredCount, percent.minimumHealthyPercent);
  const maximum = maximumTasks(desiredCount, percent.maximumPercent);
  const current = tasks.filter(({ isCurrent }) => isCurrent);
  const usable = current.filter(({ state }) => state !== 'unhealthy');
  const missing = Math.max(0, desiredCount - usable.length);
  const start = Math.min(missing, Math.max(0, maximum - tasks.length));
  const hasNoRoom = missing > start;

  const surplus = [...usable].sort(lastNeeded).slice(0, Math.max(0, usable.length - desiredCount));
  const healthy = tasks.filter(isHealthy);
  const healthyCurrent = healthy.filter(({ isCurrent }) => isCurrent);
  const failing = sparingOne(
    current.filter(({ state }) => state === 'unhealthy'),
    healthyCurrent.length >= desiredCount,
    hasNoRoom,
  );
  const old = tasks.filter(({ isCurrent }) => !isCurrent);
  const useless = old.filter(({ state }) => state === 'pending' || state === 'starting');
  const failingOld = sparingOne(
    old.filter(({ state }) => state === 'unhealthy'),
    healthy.length >= minimum,
    hasNoRoom && failing.length === 0,
  );
  const spare = old
    .filter(isHealthy)
    .sort(oldestFirst)
    .slice(0, Math.max(0, healthy.length - minimum));

  const stop = [
    ...surplus.map(({ id }) => ({ id, why: 'scaled in' }) as const),
    ...failing.map(({ id }) => ({ id, why: 'unhealthy' }) as const),
    ...[...useless, ...failingOld, ...spare].map(({ id }) => ({ id, why: 'replaced' }) as const),
  ];
  const isMoving = start > 0 || stop.length > 0 || usable.some((task) => !isHealthy(task));
  return { start, stop, isStuck: missing > 0 && !isMoving };
}

/** Unhealthy tasks go when they are replaced; before that one at a time, and only to make room. */
function sparingOne(tasks: RolloutTask[], areReplaced: boolean, hasNoRoom: boolean): RolloutTask[] {
  if (areReplaced) return tasks;
  return hasNoRoom ? tasks.sort(oldestFirst).slice(0, 1) : [];
}

function isHealthy({ state }: RolloutTask): boolean {
  return state === 'healthy';
}

function oldestFirst(one: RolloutTask, other: RolloutTask): number {
  return one.startedAt - other.startedAt;
}

/** Scaling in costs the least where a task does nothing yet; of those that serve, the newest goes. */
function lastNeeded(one: RolloutTask, other: RolloutTask): number {
  return Number(isHealthy(one)) - Number(isHealthy(other)) || other.startedAt - one.startedAt;
}
