import { type MonolithTag, RESOURCES, type ServiceName, type Stage } from '@interstella/infra/stages';
import { makersOf } from '@interstella/migration/gate/makers.ts';
import { NamedError } from '@interstella/libs/errors';
import { type StageReadings, whatIsNotWell } from '../stage-readings.ts';

/** A step would take out who delivers now; the message names what is not well of those who would have to instead. */
export class CannotTakeOverError extends NamedError {
  readonly code = 'CANNOT_TAKE_OVER';

  constructor(stage: string, problems: readonly string[]) {
    const list = problems.map((problem) => `  ${problem}`).join('\n');
    super(
      `Stage ${stage} cannot take over, since this is not well:\n${list}\nNothing was changed. Mend it first.`,
    );
  }
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
