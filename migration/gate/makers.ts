import {
  MONOLITH_GATHERS,
  type MonolithTag,
  type Resource,
  RESOURCES,
  type ServiceName,
  type Stage,
} from '@interstella/infra/stages';
import { takesOrders } from './way.ts';

/** Of a stage, what its monolith is tagged: as somebody chose, else as the stage says. */
export function monolithTagOf({ tasks }: Stage, chosen: MonolithTag | undefined): MonolithTag | undefined {
  const task = tasks.find(({ service }) => service === 'monolith');
  return task && (chosen ?? task.imageTag);
}

export function monolithTagNamed(text: string | undefined): MonolithTag | undefined {
  return (Object.keys(MONOLITH_GATHERS) as MonolithTag[]).find((tag) => tag === text);
}

/** Who makes a resource of the orders that flow to a stage. */
export function makersOf(
  resource: Resource,
  stage: Stage,
  chosen: MonolithTag | undefined,
): readonly ServiceName[] {
  const tag = monolithTagOf(stage, chosen);
  return stage.subscriptions
    .map(({ service }) => service)
    .filter((service) =>
      service === 'monolith' ? tag && MONOLITH_GATHERS[tag].includes(resource) : service === resource,
    );
}

/** The resources that every order needs and nobody would make. None before orders flow. */
export function leftToNobody(stage: Stage, chosen: MonolithTag | undefined): readonly Resource[] {
  if (!takesOrders(stage)) return [];
  return RESOURCES.filter((resource) => makersOf(resource, stage, chosen).length === 0);
}
