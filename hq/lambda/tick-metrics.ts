/** What a tick measures; without the ledger's part where the ledger did not answer. */
export interface TickMetrics {
  /** Orders of this minute that SNS has. */
  readonly Published: number;
  /** 1 for a tick that failed; one that timed out says nothing. */
  readonly TickErrors: number;
  readonly Open?: number;
  /** Participants in whose report something is wrong. */
  readonly Red?: number;
  readonly Lost?: number;
  readonly Unattributed?: number;
  /** How long the oldest order waits for SNS, in seconds. */
  readonly OutboxAge?: number;
}

const NAMESPACE = 'Interstella/HQ';
const DIMENSION = 'FunctionName';

/**
 * A line of the function's log that CloudWatch makes metrics of.
 *
 * @param at ms since 1970
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricLine(metrics: TickMetrics, functionName: string, at: number): string {
  const Metrics = Object.keys(metrics).map((Name) => ({
    Name,
    Unit: Name === 'OutboxAge' ? 'Seconds' : 'Count',
  }));
  const CloudWatchMetrics = [{ Namespace: NAMESPACE, Dimensions: [[DIMENSION]], Metrics }];
  return JSON.stringify({
    _aws: { Timestamp: at, CloudWatchMetrics },
    [DIMENSION]: functionName,
    ...metrics,
  });
}
