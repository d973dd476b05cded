import { HttpError } from '@interstella/libs/web';
import { Generator, type GeneratorStatus } from '../generator/generator.ts';
import type { Publisher } from '../generator/publisher.ts';
import type { Log } from '../log.ts';
import { SPREAD_MS } from './make-tick.ts';

/** The generator that the API shows on Lambda, where a schedule makes the orders in another function. */
export class ScheduledGenerator extends Generator {
  constructor(
    publisher: Publisher,
    private readonly ordersPerMinute: number,
    log: Log,
  ) {
    super(publisher, { count: 0 }, () => Promise.resolve([]), Date.now, log);
  }

  override set(): never {
    throw new HttpError(
      409,
      'On AWS a schedule runs the generator. Change its rate with cdk deploy -c stage=hq -c ordersPerMinute=N; 0 stops it.',
    );
  }

  override status(): GeneratorStatus {
    const perMinute = this.ordersPerMinute;
    return {
      ...super.status(),
      rate: perMinute / 60,
      running: perMinute > 0,
      state: `Makes ${perMinute} orders a minute on a schedule, spread over ${SPREAD_MS / 1_000} s of it.`,
    };
  }
}
