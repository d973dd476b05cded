import type { Latency } from './result.ts';

/** Percentiles by nearest rank; null of nothing. Sorts in place. */
export function latencyOf(latencies: number[]): Latency | null {
  if (latencies.length === 0) return null;
  latencies.sort((a, b) => a - b);
  const rank = (share: number) => latencies[Math.ceil(share * latencies.length) - 1] ?? 0;
  return { p50: rank(0.5), p99: rank(0.99) };
}
