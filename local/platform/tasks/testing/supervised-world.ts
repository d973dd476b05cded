import type { Service, TaskDefinition } from '../../deployment/index.ts';
import type { DeploymentOutcome } from '../deployment-record.ts';
import type { TaskSupervisorEvent } from '../events.ts';
import type { ServiceSnapshot } from '../service-snapshot.ts';
import { TaskSupervisor } from '../task-supervisor.ts';
import { definitionOf, serviceOf } from './definitions.ts';
import { FakeDriver, type FakeTask } from './fake-driver.ts';
import { FakeTargetGroups } from './fake-target-groups.ts';
import { ManualClock, settled } from './manual-clock.ts';

/** A supervisor of tasks that are not real, at a time that stands still. */
export class SupervisedWorld {
  readonly clock = new ManualClock();
  readonly driver = new FakeDriver();
  readonly targets = new FakeTargetGroups();
  readonly supervisor = new TaskSupervisor({ driver: this.driver, targets: this.targets, clock: this.clock });
  readonly events: TaskSupervisorEvent[] = [];

  constructor() {
    this.supervisor.onEvent((event) => this.events.push(event));
  }

  /** Begins a deployment. @returns its outcome, once there is one */
  async begin(
    tag: string,
    service: Partial<Service> = {},
    definition: Partial<TaskDefinition> = {},
  ): Promise<{ outcome?: DeploymentOutcome }> {
    const deployment: { outcome?: DeploymentOutcome } = {};
    void this.supervisor
      .deploy(serviceOf(service), definitionOf(tag, definition))
      .then((outcome) => (deployment.outcome = outcome));
    await settled();
    return deployment;
  }

  /** A deployment that is steady at once. @returns the tasks of its tag. @throws Error if it is not */
  async deploy(tag: string, service: Partial<Service> = {}): Promise<readonly FakeTask[]> {
    const { outcome } = await this.begin(tag, service);
    if (outcome?.outcome !== 'steady') throw new Error(`${tag} is not steady: ${JSON.stringify(outcome)}`);
    return this.driver.of(tag);
  }

  /** Those that were not told to stop. */
  running(): readonly FakeTask[] {
    return this.driver.tasks.filter((task) => !isStopped(task));
  }

  service(): ServiceSnapshot {
    return the(this.supervisor.snapshot().services);
  }
}

export function isStopped({ told }: FakeTask): boolean {
  return told.some((what) => what.startsWith('SIGTERM'));
}

/** The only one. @throws Error if there are none or several */
export function the<T>(things: readonly T[]): T {
  const [only, ...others] = things;
  if (only === undefined || others.length > 0) throw new Error(`There are ${things.length}, not one.`);
  return only;
}
