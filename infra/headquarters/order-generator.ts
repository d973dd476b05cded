import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { Names } from '../names.ts';
import { hqFunction, type HqSurroundings } from './hq-function.ts';

/** Less than the minute until the next one, so that two never run at once. */
const TIMEOUT_S = 55;

/** Makes the minute's orders and publishes what was cut short; once a minute. */
export class OrderGenerator extends Construct {
  constructor(scope: Construct, id: string, names: Names, surroundings: HqSurroundings) {
    super(scope, id);
    const handler = hqFunction(this, {
      ...surroundings,
      name: names.hq('generator'),
      description: 'Interstella HQ: order generator',
      handler: 'tick',
      timeoutS: TIMEOUT_S,
    });
    // What a tick leaves undone, the next one does; repeating it would only make more orders.
    handler.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    new Rule(this, 'EveryMinute', {
      ruleName: names.hq('generator'),
      description: "Runs Interstella HQ's order generator",
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(handler, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
  }
}
