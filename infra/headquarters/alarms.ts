import { Duration } from 'aws-cdk-lib';
import { Alarm, type IMetric, MathExpression, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Names } from '../names.ts';

/** The metrics that hq/lambda/tick-metrics.ts writes. */
const NAMESPACE = 'Interstella/HQ';
const MINUTE = Duration.minutes(1);

export interface AlarmsProps {
  readonly api: Function;
  readonly generator: Function;
  readonly closer: Function;
  /** API Gateway's access log. */
  readonly accessLogs: ILogGroup;
  /** Gets a message when an alarm begins and when it ends. */
  readonly topicArn: string | undefined;
}

interface AlarmDefinition {
  readonly metric: IMetric;
  /** The alarm begins at this value. @default 1 */
  readonly threshold?: number;
  /** Number of consecutive minutes. @default 1 */
  readonly minutes?: number;
  /** Whether missing data begins the alarm. @default false */
  readonly alarmsOnMissingData?: boolean;
  /** What is wrong, and what to do next. */
  readonly description: string;
}

/** The alarms for the instructor. Each one says what to do next. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, names: Names, props: AlarmsProps) {
    super(scope, id);
    const { topicArn } = props;
    for (const [name, definition] of Object.entries({ ...ofLedger(props), ...ofFunctions(props, names) })) {
      const { metric, threshold = 1, minutes = 1, alarmsOnMissingData = false, description } = definition;
      const alarm = new Alarm(this, name, {
        alarmName: names.hq(name.replaceAll(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase()),
        alarmDescription: description,
        metric,
        threshold,
        evaluationPeriods: minutes,
        treatMissingData: alarmsOnMissingData ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      });
      if (topicArn === undefined) continue;
      const action = { bind: () => ({ alarmActionArn: topicArn }) };
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
  }
}

function ofLedger({ generator }: AlarmsProps): Readonly<Record<string, AlarmDefinition>> {
  const measured = (metricName: string) =>
    new Metric({
      ...{ namespace: NAMESPACE, metricName, statistic: 'Maximum', period: MINUTE },
      dimensionsMap: { FunctionName: generator.functionName },
    });
  return {
    Lost: {
      metric: measured('Lost'),
      description:
        'Orders are lost: SNS no longer retries them, and they are in no dead-letter queue. Run `interstella report --aws`: it names the participants and the missing resources. Then run `interstella hq republish --aws`, or `interstella hq acknowledge --aws` with the reason.',
    },
    Unattributed: {
      metric: measured('Unattributed'),
      description:
        'Orders are claimed that HQ never published: a service makes its own order ids, so an order may be produced twice. Run `interstella report --aws`: it names the orders and the services. Fix the service, then run `interstella hq acknowledge --aws` with the reason.',
    },
    Red: {
      metric: measured('Red'),
      description:
        'The report on a participant is red. Run `interstella report --aws`: it names the participant and the reason, such as more direct orders than expected. Fix the cause, then run `interstella hq acknowledge --aws` with the reason.',
    },
    OutboxAge: {
      metric: measured('OutboxAge'),
      threshold: 120,
      minutes: 3,
      alarmsOnMissingData: true,
      description:
        'An order has waited for SNS for more than two minutes, so no new orders are made, or the generator has written no metrics for three. Look in the logs of the functions generator and closer for errors of SNS or DynamoDB. HQ keeps the orders and publishes them once SNS answers.',
    },
  };
}

function ofFunctions(
  { api, generator, closer, accessLogs }: AlarmsProps,
  names: Names,
): Readonly<Record<string, AlarmDefinition>> {
  const errors = (of: Function) => of.metricErrors({ period: MINUTE });
  const throttles = (of: Function) => of.metricThrottles({ period: MINUTE });
  const anyThrottle = new MathExpression({
    expression: 'api + generator + closer',
    usingMetrics: { api: throttles(api), generator: throttles(generator), closer: throttles(closer) },
    period: MINUTE,
  });
  const tooMany = accessLogs.addMetricFilter('TooManyRequests', {
    filterPattern: FilterPattern.stringValue('$.status', '=', '429'),
    metricNamespace: NAMESPACE,
    metricName: names.hq('api-throttles'),
  });
  return {
    TickErrors: {
      metric: errors(generator),
      description:
        'The generator failed or timed out, so some orders of that minute were not made. Look in the log of the function generator. The function closer publishes the orders that were made; the next minute has its orders again.',
    },
    ClosingErrors: {
      metric: errors(closer),
      minutes: 3,
      description:
        'The function closer has not counted the ledger for three minutes. Reports take longer and show old dead letters; no data is lost. Look in the log of the function closer.',
    },
    ApiThrottles: {
      metric: tooMany.metric({ statistic: 'Sum', period: MINUTE }),
      description:
        'The API refused requests with 429, so deliveries fail and SNS retries them. Deploy HQ with -c participants=N, the number of participants. If one participant sends too many requests, lower -c maxReceivesPerSecond of their stack.',
    },
    FunctionThrottles: {
      metric: anyThrottle,
      description:
        'Lambda throttled a function: the account has reached its quota of concurrent executions. See `aws lambda get-account-settings`, and ask AWS for a higher quota; that of new accounts is low.',
    },
  };
}
