import * as v from 'valibot';
import type { LoadBalancer } from '../load-balancer/index.ts';
import { readDeployment, type StackPlace } from '../template/index.ts';
import type { Route } from './control-server.ts';
import type { Platform } from './platform.ts';
import type { PlatformState } from './state.ts';

/** As many as the CDK app allows. */
const MOST_TASKS = 6;

const Wanted = v.object({
  template: v.unknown(),
  catalogue: v.record(v.string(), v.object({ entry: v.string(), env: v.record(v.string(), v.string()) })),
});
const Scaled = v.object({
  desiredCount: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_TASKS)),
});

export interface RoutesParts {
  readonly platform: Platform;
  readonly balancer: Pick<LoadBalancer, 'takeInterval'>;
  readonly place: StackPlace;
  readonly state: () => Promise<PlatformState>;
  readonly scale: (service: string, desiredCount: number) => Promise<void>;
  readonly runTask: () => Promise<void>;
  readonly stopTasks: () => Promise<void>;
}

/** What can be asked of the platform. */
export function makeRoutes(parts: RoutesParts): readonly Route[] {
  const { platform, place, balancer } = parts;
  const act = (step: string, title: string, work: () => Promise<void>) => {
    platform.refuseIfChanging();
    return { change: (tell: Parameters<Platform['act']>[3]) => platform.act(step, title, work, tell) };
  };
  return [
    { method: 'GET', path: /^\/state$/, answer: async () => ({ json: await parts.state() }) },
    {
      method: 'GET',
      path: /^\/deployment$/,
      answer: () => ({ json: { template: platform.applied?.template } }),
    },
    {
      method: 'PUT',
      path: /^\/deployment$/,
      answer: (body) => {
        const { template, catalogue } = v.parse(Wanted, body);
        const wanted = { template, catalogue, deployment: readDeployment(template, place) };
        platform.refuseIfChanging();
        return { change: (tell) => platform.deploy(wanted, tell) };
      },
    },
    {
      method: 'POST',
      path: /^\/traffic$/,
      answer: () => ({ json: balancer.takeInterval() }),
    },
    {
      method: 'POST',
      path: /^\/services\/([a-z0-9-]{1,64})\/scale$/,
      answer: (body, service) => {
        const { desiredCount } = v.parse(Scaled, body);
        const title = `Service ${service}: ${desiredCount} ${desiredCount === 1 ? 'task' : 'tasks'}`;
        return act(`service ${service}`, title, () => parts.scale(service, desiredCount));
      },
    },
    {
      method: 'POST',
      path: /^\/tasks\/run$/,
      answer: () => act('run-task', 'Task of run-task', parts.runTask),
    },
    {
      method: 'POST',
      path: /^\/tasks\/stop$/,
      answer: () => act('run-task', 'Tasks of run-task stop', parts.stopTasks),
    },
  ];
}
