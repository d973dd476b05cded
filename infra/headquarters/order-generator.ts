import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Names } from '../names.ts';
import { hqFunction, type HqSurroundings } from './hq-function.ts';

/** Less than the minute until the next one, so that two never run at once. */
const TIMEOUT_S = 58;

/** Most of its time the function waits for the next order. */
const MEMORY_MB = 256;

/** Makes the minute's orders, spread over 50 s of it. */
export class OrderGenerator extends Construct {
  readonly handler: Function;

  constructor(scope: Construct, id: string, names: Names, surroundings: HqSurroundings) {
    super(scope, id);
    this.handler = hqFunction(this, {
      ...surroundings,
      name: names.hq('generator'),
      description: 'Interstella HQ: order generator',
      handler: 'tick',
      timeoutS: TIMEOUT_S,
      memoryMb: MEMORY_MB,
    });
    // A minute that was taken is not taken again: a repeat would do nothing.
    this.handler.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    new Rule(this, 'EveryMinute', {
      ruleName: names.hq('generator'),
      description: "Runs Interstella HQ's order generator",
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(this.handler, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
  }
}
