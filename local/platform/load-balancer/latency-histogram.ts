/** Parts that every power of two is divided into: a quantile is off by less than 1/32. */
const PARTS = 32;
const PARTS_LOG2 = 5;
/** Up to 2^32 µs, which is more than an hour. */
const BUCKETS = (32 - PARTS_LOG2) * PARTS + PARTS;

/** How many latencies are in which bucket; empty ones are left out. */
export type LatencyCounts = readonly (readonly [bucket: number, count: number])[];

/** How many requests took how long, in memory that does not grow with them. */
export class LatencyHistogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #total = 0;

  /** Of what was recorded between two looks at the same histogram. */
  static between(before: LatencyCounts, after: LatencyCounts): LatencyHistogram {
    const histogram = new LatencyHistogram();
    for (const [bucket, count] of after) histogram.#add(bucket, count);
    for (const [bucket, count] of before) histogram.#add(bucket, -count);
    return histogram;
  }

  record(latencyMs: number): void {
    this.#add(bucketOf(latencyMs * 1_000), 1);
  }

  counts(): LatencyCounts {
    return [...this.#counts.entries()].filter(([, count]) => count > 0);
  }

  /**
   * The latency, in milliseconds, that `percent` percent of the requests do not exceed; undefined where there were none.
   *
   * @param percent above 0, at most 100
   */
  percentile(percent: number): number | undefined {
    const rank = Math.ceil((percent / 100) * this.#total);
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      seen += this.#counts[bucket] ?? 0;
      if (seen >= rank && seen > 0) return upperBoundOf(bucket) / 1_000;
    }
    return undefined;
  }

  #add(bucket: number, count: number): void {
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
    this.#total += count;
  }
}

/** Values below {@link PARTS} have a bucket each; above, each power of two has as many. */
function bucketOf(micros: number): number {
  const value = Math.min(Math.max(Math.round(micros), 0), 0xffff_ffff);
  if (value < PARTS) return value;
  const exponent = 31 - Math.clz32(value);
  const part = (value >>> (exponent - PARTS_LOG2)) - PARTS;
  return (exponent - PARTS_LOG2 + 1) * PARTS + part;
}

function upperBoundOf(bucket: number): number {
  if (bucket < PARTS) return bucket;
  const shift = Math.floor(bucket / PARTS) - 1;
  return (PARTS + (bucket % PARTS) + 1) * 2 ** shift - 1;
}
