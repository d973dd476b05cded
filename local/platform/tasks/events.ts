/** ECS's names of what a task is, and two of what the load balancer thinks of it. */
export type TaskStatus = 'PENDING' | 'RUNNING' | 'DEACTIVATING' | 'STOPPING' | 'STOPPED';

export type DeploymentState = 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';

interface Event {
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface TaskEvent extends Event {
  readonly type: 'task';
  /** The service, or the family of a task that runs by itself. */
  readonly group: string;
  readonly task: string;
  /** `repository:tag`. */
  readonly image: string;
  readonly status: TaskStatus | 'HEALTHY' | 'UNHEALTHY';
  /** Why it stops, has stopped or is unhealthy; of a task that ended by itself with the last that it said. */
  readonly reason?: string;
  /** Of a task that has STOPPED: nobody had told it to. */
  readonly failed?: boolean;
}

export interface DeploymentEvent extends Event {
  readonly type: 'deployment';
  readonly group: string;
  readonly revision: number;
  readonly image: string;
  readonly state: DeploymentState;
  /** It takes back a deployment that failed. */
  readonly isRollback: boolean;
  readonly reason?: string;
}

/** Something about a service that a person should know. */
export interface ServiceNotice extends Event {
  readonly type: 'notice';
  readonly group: string;
  readonly message: string;
}

export type TaskSupervisorEvent = TaskEvent | DeploymentEvent | ServiceNotice;

/** The event in words, without its time. */
export function describeEvent(event: TaskSupervisorEvent): string {
  const because = event.type === 'notice' || event.reason === undefined ? '' : `: ${event.reason}`;
  switch (event.type) {
    case 'notice':
      return `${event.group} ${event.message}`;
    case 'deployment':
      return `${event.group}: ${event.isRollback ? 'rollback to' : 'deployment of'} ${event.image} ${IN_WORDS[event.state]}${because}`;
    case 'task':
      return `${event.group}: task ${event.task} (${event.image}) ${taskInWords(event)}${because}`;
  }
}

const IN_WORDS = { IN_PROGRESS: 'begins', COMPLETED: 'is steady', FAILED: 'has failed' } as const;

function taskInWords({ status, failed = false }: TaskEvent): string {
  switch (status) {
    case 'PENDING':
      return 'starts';
    case 'RUNNING':
      return 'runs';
    case 'HEALTHY':
      return 'is healthy';
    case 'UNHEALTHY':
      return 'is unhealthy';
    case 'DEACTIVATING':
      return 'drains';
    case 'STOPPING':
      return 'is told to stop';
    case 'STOPPED':
      return failed ? 'has failed' : 'has stopped';
  }
}
