import { Duration } from 'aws-cdk-lib';
import { Alarm, type IMetric, MathExpression, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Names } from '../names.ts';

/** As hq/lambda/tick-metrics.ts writes them. */
const NAMESPACE = 'Interstella/HQ';
const MINUTE = Duration.minutes(1);

export interface AlarmsProps {
  readonly api: Function;
  readonly generator: Function;
  readonly closer: Function;
  /** Where API Gateway writes a line for every request. */
  readonly accessLogs: ILogGroup;
  /** Told when an alarm goes off and when it is over. */
  readonly topicArn: string | undefined;
}

interface Watched {
  readonly metric: IMetric;
  /** Goes off at this. @default 1 */
  readonly threshold?: number;
  /** In so many minutes one after the other. @default 1 */
  readonly minutes?: number;
  /** Goes off, too, when nothing is measured. @default false */
  readonly missesSilence?: boolean;
  /** What is the matter, and what to do next. */
  readonly description: string;
}

/** What an instructor has to know of at once. Each alarm says what to do next. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, names: Names, props: AlarmsProps) {
    super(scope, id);
    const { topicArn } = props;
    for (const [name, watched] of Object.entries({ ...ofLedger(props), ...ofFunctions(props, names) })) {
      const { metric, threshold = 1, minutes = 1, missesSilence = false, description } = watched;
      const alarm = new Alarm(this, name, {
        alarmName: names.hq(name.replaceAll(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase()),
        alarmDescription: description,
        metric,
        threshold,
        evaluationPeriods: minutes,
        treatMissingData: missesSilence ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      });
      if (topicArn === undefined) continue;
      const action = { bind: () => ({ alarmActionArn: topicArn }) };
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
  }
}

function ofLedger({ generator }: AlarmsProps): Readonly<Record<string, Watched>> {
  const measured = (metricName: string) =>
    new Metric({
      ...{ namespace: NAMESPACE, metricName, statistic: 'Maximum', period: MINUTE },
      dimensionsMap: { FunctionName: generator.functionName },
    });
  return {
    Lost: {
      metric: measured('Lost'),
      description:
        'Orders are open for longer than SNS tries and are on no dead-letter queue. Run `interstella report --aws`: it names who, and what is missing. Then `interstella hq republish --aws`, or `interstella hq acknowledge --aws` with the reason.',
    },
    Unattributed: {
      metric: measured('Unattributed'),
      description:
        'Orders are claimed that HQ never published: a service makes ids of its own, and an order may be produced twice. Run `interstella report --aws`: it names the orders and who claimed them. Mend the service, then `interstella hq acknowledge --aws` with the reason.',
    },
    Red: {
      metric: measured('Red'),
      description:
        'The report on a participant is red. Run `interstella report --aws`: it names the participant and the reason, such as more direct orders than expected. Mend it, then `interstella hq acknowledge --aws` with the reason.',
    },
    OutboxAge: {
      metric: measured('OutboxAge'),
      threshold: 120,
      minutes: 3,
      missesSilence: true,
      description:
        'An order waits for SNS for more than two minutes, so that no new ones are made, or the generator has not measured for three. Look into the logs of the functions generator and closer for what SNS or DynamoDB answers. Orders are kept and published when it is over.',
    },
  };
}

function ofFunctions(
  { api, generator, closer, accessLogs }: AlarmsProps,
  names: Names,
): Readonly<Record<string, Watched>> {
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
        'A tick of the generator failed or timed out: orders of its minute are missing, none is made twice. Look into the log of the function generator. What was made and not published the closer takes up; the next minute has its orders again.',
    },
    ClosingErrors: {
      metric: errors(closer),
      minutes: 3,
      description:
        'The ledger was not closed up for three minutes: reports take longer and dead letters are not looked at. Nothing is lost. Look into the log of the function closer.',
    },
    ApiThrottles: {
      metric: tooMany.metric({ statistic: 'Sum', period: MINUTE }),
      description:
        'The API refused requests with 429, so that deliveries fail and SNS repeats them. Deploy HQ with -c participants=N as many as there are. If one participant floods it, lower -c maxReceivesPerSecond of their stack.',
    },
    FunctionThrottles: {
      metric: anyThrottle,
      description:
        'Lambda had no room for a request of the API or for a run: the quota of concurrent executions of the account is used up. See `aws lambda get-account-settings`, and ask AWS for more; new accounts have few.',
    },
  };
}
