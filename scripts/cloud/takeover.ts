import {
  MONOLITH_GATHERS,
  type MonolithTag,
  type Resource,
  RESOURCES,
  type ServiceName,
  type Stage,
} from '@interstella/infra/stages';
import { takesOrders } from '../gate/index.ts';
import { type StageReadings, whatIsNotWell } from './stage-readings.ts';

/** A step would take out who delivers now; the message names what is not well of those who would have to instead. */
export class CannotTakeOverError extends Error {
  override readonly name = 'CannotTakeOverError';

  constructor(stage: string, problems: readonly string[]) {
    const list = problems.map((problem) => `  ${problem}`).join('\n');
    super(
      `Stage ${stage} cannot take over, since this is not well:\n${list}\nNothing was changed. Mend it first.`,
    );
  }
}

/** Of a stage, what its monolith is tagged: as somebody chose, else as the stage says. */
export function monolithTagOf({ tasks }: Stage, chosen: MonolithTag | undefined): MonolithTag | undefined {
  const task = tasks.find(({ service }) => service === 'monolith');
  return task && (chosen ?? task.imageTag);
}

export function monolithTagNamed(text: string): MonolithTag | undefined {
  return (Object.keys(MONOLITH_GATHERS) as MonolithTag[]).find((tag) => tag === text);
}

/** The resources that every order needs and nobody would make. None before orders flow. */
export function leftToNobody(stage: Stage, chosen: MonolithTag | undefined): readonly Resource[] {
  if (!takesOrders(stage)) return [];
  return RESOURCES.filter((resource) => makersOf(resource, stage, chosen).length === 0);
}

/**
 * What is not well now of those who would have to deliver after a step, a sentence each. A resource is safe while one of
 * its makers is well: so a sick microservice may be taken out, but not the only one that delivers instead of a sick one.
 *
 * @param readings of the present stage
 * @param chosen the monolith's tag after the step, where somebody chose one
 */
export function whatCannotTakeOver(
  readings: StageReadings,
  to: Stage,
  chosen: MonolithTag | undefined,
): readonly string[] {
  const problems = RESOURCES.flatMap((resource) => {
    const each = makersOf(resource, to, chosen).map((maker) => problemsOf(maker, readings));
    return each.some((of) => of.length === 0) ? [] : each.flat();
  });
  return [...new Set(problems)];
}

function makersOf(resource: Resource, stage: Stage, chosen: MonolithTag | undefined): readonly ServiceName[] {
  const tag = monolithTagOf(stage, chosen);
  return stage.subscriptions
    .map(({ service }) => service)
    .filter((service) =>
      service === 'monolith' ? tag && MONOLITH_GATHERS[tag].includes(resource) : service === resource,
    );
}

/** What the step brings anew is not there yet, and no reason to refuse it. */
function problemsOf(maker: ServiceName, { services, subscriptions }: StageReadings): readonly string[] {
  const topic = maker === 'monolith' ? 'orders' : maker;
  return whatIsNotWell({
    // The step brings another image.
    services: services
      .filter(({ service }) => service === maker)
      .map((reading) => ({ ...reading, imageTags: undefined })),
    subscriptions: subscriptions.filter((one) => one.topic === topic),
  });
}
