import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Names } from '../names.ts';
import { hqFunction, type SharedFunctionProps } from './hq-function.ts';

/** Shorter than a minute, so that runs do not overlap. */
const TIMEOUT_S = 58;

/** Small, since the function mostly waits. */
const MEMORY_MB = 256;

/** The function that makes the orders of each minute, spread over 50 s. */
export class OrderGenerator extends Construct {
  readonly handler: Function;

  constructor(scope: Construct, id: string, names: Names, shared: SharedFunctionProps) {
    super(scope, id);
    this.handler = hqFunction(this, {
      ...shared,
      name: names.hq('generator'),
      description: 'Interstella HQ: order generator',
      handler: 'tick',
      timeoutS: TIMEOUT_S,
      memoryMb: MEMORY_MB,
    });
    // No retries: a minute's orders are made by its first run alone.
    this.handler.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    new Rule(this, 'EveryMinute', {
      ruleName: names.hq('generator'),
      description: "Runs Interstella HQ's order generator",
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(this.handler, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
  }
}
