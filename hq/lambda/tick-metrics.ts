/** The metrics of a tick. The optional ones are missing if the ledger did not answer. */
export interface TickMetrics {
  /** Orders of this minute that SNS has. */
  readonly Published: number;
  /** 1 if the tick failed. A tick that timed out writes no metrics. */
  readonly TickErrors: number;
  readonly Open?: number;
  /** Number of participants whose report is red. */
  readonly Red?: number;
  readonly Lost?: number;
  readonly Unattributed?: number;
  /** How long the oldest order has waited for SNS, in seconds. */
  readonly OutboxAge?: number;
}

const NAMESPACE = 'Interstella/HQ';
const DIMENSION = 'FunctionName';

/**
 * A log line from which CloudWatch extracts metrics.
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
