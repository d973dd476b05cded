import * as v from 'valibot';
import { type Deployment, MOST_TASKS } from './deployment/index.ts';
import type { LoadBalancer } from './load-balancer/index.ts';
import { readDeployment, type StackPlace } from './template/index.ts';
import type { Route } from './control-server.ts';
import { type Faults, ServiceFault } from './faults.ts';
import type { Machine } from './machine.ts';
import type { OverlayLine } from './overlay-lines.ts';
import type { Platform } from './platform.ts';
import type { PlatformState } from './state.ts';
import { stepOf } from './steps.ts';

const Variables = v.record(v.string(), v.string());
const Wanted = v.object({
  template: v.unknown(),
  plannedAt: v.optional(v.number()),
  catalogue: v.record(
    v.string(),
    v.object({ entry: v.string(), env: Variables, fault: v.optional(Variables) }),
  ),
});
const COUNT = `0 to ${MOST_TASKS} tasks here`;
const Scaled = v.object({
  desiredCount: v.pipe(
    v.number(COUNT),
    v.integer(COUNT),
    v.minValue(0, COUNT),
    v.maxValue(MOST_TASKS, COUNT),
  ),
});

export interface RoutesParts {
  readonly platform: Platform;
  readonly balancer: Pick<LoadBalancer, 'traffic'>;
  readonly place: StackPlace;
  readonly state: () => Promise<PlatformState>;
  readonly overlay: readonly OverlayLine[];
  readonly faults: Pick<Faults, 'inject'>;
  readonly machine: Pick<Machine, 'scale' | 'runTask' | 'stopTasks'>;
  /** Of the load balancer, which here a task has that wants a port of its own. */
  readonly port: number;
}

/** What can be asked of the platform. */
export function makeRoutes(parts: RoutesParts): readonly Route[] {
  const { platform, place, balancer, machine, port } = parts;
  const act = (step: string, title: string, work: () => Promise<void>) => ({
    change: (tell: Parameters<Platform['act']>[3]) => platform.act(step, title, work, tell),
  });
  return [
    { method: 'GET', path: /^\/state$/, answer: async () => ({ json: await parts.state() }) },
    { method: 'GET', path: /^\/overlay$/, answer: () => ({ json: parts.overlay }) },
    {
      method: 'GET',
      path: /^\/deployment$/,
      answer: () => ({ json: { template: platform.applied?.template } }),
    },
    {
      method: 'PUT',
      path: /^\/deployment$/,
      answer: (body) => {
        const { template, catalogue, plannedAt } = v.parse(Wanted, body);
        const wanted = { template, catalogue, deployment: onPort(port, readDeployment(template, place)) };
        return { change: (tell) => platform.deploy(wanted, tell, plannedAt) };
      },
    },
    {
      method: 'GET',
      path: /^\/traffic$/,
      answer: () => ({ json: balancer.traffic() }),
    },
    {
      method: 'POST',
      path: /^\/faults$/,
      answer: (body) => ({ json: parts.faults.inject(v.parse(ServiceFault, body)) }),
    },
    {
      method: 'POST',
      path: /^\/services\/([a-z0-9-]{1,64})\/scale$/,
      answer: (body, service) => {
        const { desiredCount } = v.parse(Scaled, body);
        const title = `Service ${service}: ${desiredCount} ${desiredCount === 1 ? 'task' : 'tasks'}`;
        return act(stepOf(service), title, () => machine.scale(service, desiredCount));
      },
    },
    {
      method: 'POST',
      path: /^\/tasks\/run$/,
      answer: () => act('run-task', 'Task of run-task', () => machine.runTask(platform.applied?.deployment)),
    },
    {
      method: 'POST',
      path: /^\/tasks\/stop$/,
      answer: () => act('run-task', 'Tasks of run-task stop', machine.stopTasks),
    },
  ];
}

/** A task that wants one certain port of the machine gets the one that a person has chosen for what is reached from outside. */
function onPort(port: number, deployment: Deployment): Deployment {
  const taskDefinitions = deployment.taskDefinitions.map((definition) => ({
    ...definition,
    hostPort: definition.hostPort === 0 ? 0 : port,
  }));
  return { ...deployment, taskDefinitions };
}
