import { messageOf } from '@interstella/libs/errors';
import type { TargetGroups, TargetState } from '../load-balancer/targets.ts';
import type { Clock } from './clock.ts';
import type { TaskEvent, TaskStatus } from './events.ts';
import type { RolloutTask } from './rollout.ts';
import type { RunningTask, TaskDriver, TaskRequest } from './task-driver.ts';
import type { TaskSnapshot } from './task-snapshot.ts';

export interface TaskSurroundings {
  readonly driver: TaskDriver;
  readonly targets: TargetGroups;
  readonly clock: Clock;
  readonly emit: (event: TaskEvent) => void;
}

export interface TaskPlan {
  readonly request: TaskRequest;
  readonly targetGroup: string | undefined;
  /** Called after every change of its status, after the event of it was emitted. */
  readonly onChange: (task: Task) => void;
}

/** One task, from its start to its end. It registers itself with its target group once it runs, and drains when it stops. */
export class Task {
  readonly id: string;
  readonly startedAt: number;
  /** Resolves when it is RUNNING, or has STOPPED before. */
  readonly settled: Promise<void>;
  /** Resolves when it has STOPPED. */
  readonly ended: Promise<void>;
  readonly #plan: TaskPlan;
  readonly #around: TaskSurroundings;
  readonly #cancel = new AbortController();
  #status: TaskStatus = 'PENDING';
  #running: RunningTask | undefined;
  #runningSince = 0;
  #stopping: Promise<void> | undefined;
  #stopReason: string | undefined;
  #endReason: string | undefined;
  #wasHealthy = false;
  #lastHealth: TargetState | undefined;
  #resolveEnded: () => void = () => undefined;

  constructor(plan: TaskPlan, around: TaskSurroundings) {
    this.id = plan.request.id;
    this.startedAt = around.clock.now();
    this.#plan = plan;
    this.#around = around;
    this.ended = new Promise((resolve) => (this.#resolveEnded = resolve));
    this.#emit('PENDING');
    this.settled = this.#start();
  }

  get status(): TaskStatus {
    return this.#status;
  }

  /** It was told to stop, or has ended. */
  get isStopping(): boolean {
    return this.#stopReason !== undefined || this.#status === 'STOPPED';
  }

  /** It has ended, and nobody had told it to. */
  get hasFailed(): boolean {
    return this.#status === 'STOPPED' && this.#stopReason === undefined;
  }

  /** Why it was told to stop or has ended. */
  get reason(): string | undefined {
    return this.#stopReason ?? this.#endReason;
  }

  get wasHealthy(): boolean {
    return this.#wasHealthy;
  }

  /** What the load balancer thinks of it; undefined while it does not run, and where there is none. */
  get health(): TargetState | undefined {
    const { targetGroup } = this.#plan;
    if (!this.#running || targetGroup === undefined) return undefined;
    return this.#around.targets.health(targetGroup, this.#running.address).state;
  }

  /** How the load balancer explains that it thinks so. */
  get healthReason(): string | undefined {
    const { targetGroup } = this.#plan;
    if (!this.#running || targetGroup === undefined) return undefined;
    const { description, reason } = this.#around.targets.health(targetGroup, this.#running.address);
    return description ?? reason;
  }

  /** How long it has been RUNNING, in milliseconds. */
  get runningForMs(): number {
    return this.#running ? this.#around.clock.now() - this.#runningSince : 0;
  }

  /** @param graceMs failed health checks do not count so soon after it began to run */
  stateFor(graceMs: number): RolloutTask['state'] {
    if (this.#status === 'PENDING') return 'pending';
    if (this.#plan.targetGroup === undefined || this.health === 'healthy') return 'healthy';
    return this.health === 'unhealthy' && this.runningForMs >= graceMs ? 'unhealthy' : 'starting';
  }

  /** Takes notice of what the load balancer thinks of it now. @returns whether it has just become healthy, for the first time */
  lookAtHealth(): boolean {
    if (this.isStopping || this.#status !== 'RUNNING') return false;
    const health = this.#plan.targetGroup === undefined ? 'healthy' : this.health;
    if (health === this.#lastHealth) return false;
    this.#lastHealth = health;
    if (health === 'unhealthy') this.#emit('UNHEALTHY', this.healthReason);
    if (health !== 'healthy') return false;
    this.#emit('HEALTHY');
    const isFirst = !this.#wasHealthy;
    this.#wasHealthy = true;
    return isFirst;
  }

  /**
   * Takes it out of its target group, and when that has let go of it tells it to stop: SIGTERM, and SIGKILL after its stop
   * timeout. Resolves when it was told; it may then still take a while to end.
   */
  stop(reason: string): Promise<void> {
    if (this.#status !== 'STOPPED') this.#stopping ??= this.#stop(reason);
    return this.#stopping ?? Promise.resolve();
  }

  /** Ends it within the limit (in milliseconds), also when it was told to stop before: nothing flows any more. */
  async stopQuickly(limitMs: number): Promise<void> {
    this.#stopReason ??= 'Everything stops';
    this.#cancel.abort();
    if (this.#running && !this.#hasEnded()) {
      if (this.#status !== 'STOPPING') this.#to('STOPPING', this.#stopReason);
      void this.#running.stop(limitMs);
      this.#running.endDrain();
    }
    await this.ended;
  }

  signal(signal: NodeJS.Signals): void {
    this.#running?.signal(signal);
  }

  snapshot(): TaskSnapshot {
    return {
      id: this.id,
      group: this.#plan.request.group,
      image: this.#image,
      status: this.#status,
      health: this.health,
      address: this.#running?.address,
      pid: this.#running?.pid,
      startedAt: this.startedAt,
      stopReason: this.#stopReason,
    };
  }

  get #image(): string {
    const { repository, tag } = this.#plan.request.definition.image;
    return `${repository}:${tag}`;
  }

  async #start(): Promise<void> {
    try {
      this.#running = await this.#around.driver.start(this.#plan.request, this.#cancel.signal);
    } catch (error) {
      this.#end(messageOf(error));
      return;
    }
    this.#runningSince = this.#around.clock.now();
    let problem: string | undefined;
    void this.#running.ended.then((how) => {
      // A stop sees to that itself, and by now the port may be another's.
      if (!this.#stopping) void this.#deregister();
      this.#end(problem ?? how);
    });
    // It was told to stop and was ready in the same moment.
    if (this.isStopping) {
      void this.#running.stop(this.#plan.request.definition.stopTimeoutS * 1_000);
      this.#running.endDrain();
      return;
    }
    try {
      if (this.#plan.targetGroup !== undefined) {
        this.#around.targets.register(this.#plan.targetGroup, this.#running.address);
      }
    } catch (error) {
      problem = messageOf(error);
      void this.#running.stop(0);
      return;
    }
    this.#to('RUNNING');
  }

  async #stop(reason: string): Promise<void> {
    this.#stopReason = reason;
    if (!this.#running) {
      this.#to('STOPPING', reason);
      this.#cancel.abort();
      return;
    }
    this.#to('DEACTIVATING', reason);
    await this.#deregister();
    if (this.#hasEnded()) return;
    this.#to('STOPPING');
    void this.#running.stop(this.#plan.request.definition.stopTimeoutS * 1_000);
    // Nobody sends it anything, and no load balancer has to notice.
    if (this.#plan.targetGroup === undefined) this.#running.endDrain();
  }

  async #deregister(): Promise<void> {
    const { targetGroup } = this.#plan;
    if (targetGroup === undefined || !this.#running) return;
    await this.#around.targets.deregister(targetGroup, this.#running.address);
  }

  #end(how: string): void {
    this.#endReason = how;
    this.#status = 'STOPPED';
    this.#emit('STOPPED', this.#stopReason === undefined ? how : undefined);
    this.#resolveEnded();
    this.#plan.onChange(this);
  }

  // A method, so that the compiler does not think it knows after an await.
  #hasEnded(): boolean {
    return this.#status === 'STOPPED';
  }

  #to(status: TaskStatus, reason?: string): void {
    this.#status = status;
    this.#emit(status, reason);
    this.#plan.onChange(this);
  }

  #emit(status: TaskEvent['status'], reason?: string): void {
    this.#around.emit({
      type: 'task',
      at: this.#around.clock.now(),
      group: this.#plan.request.group,
      task: this.id,
      image: this.#image,
      status,
      ...(reason === undefined ? {} : { reason }),
      ...(status === 'STOPPED' ? { failed: this.#stopReason === undefined } : {}),
    });
  }
}
