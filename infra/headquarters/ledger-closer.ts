import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Names } from '../names.ts';
import { hqFunction, type SharedFunctionProps } from './hq-function.ts';

/** The function that runs HQ's closing job several times a minute. Runs may overlap. */
export class LedgerCloser extends Construct {
  readonly handler: Function;

  constructor(scope: Construct, id: string, names: Names, shared: SharedFunctionProps) {
    super(scope, id);
    this.handler = hqFunction(this, {
      ...shared,
      name: names.hq('closer'),
      description: 'Interstella HQ: ledger closer',
      handler: 'close',
      timeoutS: 60,
    });
    // No retries: the next run does what this one did not.
    this.handler.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    new Rule(this, 'EveryMinute', {
      ruleName: names.hq('closer'),
      description: "Runs Interstella HQ's ledger closer",
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(this.handler, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
  }
}
