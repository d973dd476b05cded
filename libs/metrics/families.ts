/** Upper bounds in seconds: from a healthy order to the longest that SNS waits. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];

/** A metric with its labels, in OpenMetrics text. Label values are of our own making and need no escaping. */
abstract class Family<T> {
  readonly #series = new Map<string, T>();

  constructor(
    readonly name: string,
    private readonly type: string,
    private readonly help: string,
    private readonly labelNames: readonly string[],
  ) {}

  lines(): string[] {
    const { name } = this;
    const head = [`# TYPE ${name} ${this.type}`, `# HELP ${name} ${this.help}`];
    return head.concat(
      [...this.#series].flatMap(([key, series]) => this.linesOf(this.#labelsOf(key), series)),
    );
  }

  protected abstract create(): T;
  protected abstract linesOf(labels: string, series: T): string[];

  /** The series of some label values, in the order of their names. */
  protected seriesOf(values: readonly (string | number)[]): T {
    const key = values.join('\n');
    let series = this.#series.get(key);
    if (series === undefined) {
      series = this.create();
      this.#series.set(key, series);
    }
    return series;
  }

  #labelsOf(key: string): string {
    const values = key.split('\n');
    return this.labelNames.map((name, n) => `${name}="${values[n] ?? ''}"`).join();
  }
}

/** How often something happened. */
export class CounterFamily extends Family<{ count: number }> {
  constructor(name: string, help: string, labelNames: readonly string[]) {
    super(name, 'counter', help, labelNames);
  }

  add(...values: readonly (string | number)[]): void {
    this.seriesOf(values).count += 1;
  }

  protected create() {
    return { count: 0 };
  }

  protected linesOf(labels: string, { count }: { count: number }): string[] {
    return [`${this.name}_total{${labels}} ${count}`];
  }
}

interface Histogram {
  /** One more than bounds: the last is for what lies above them. */
  readonly counts: number[];
  sum: number;
}

/** How long something took. */
export class HistogramFamily extends Family<Histogram> {
  constructor(name: string, help: string, labelNames: readonly string[]) {
    super(name, 'histogram', help, labelNames);
  }

  observe(seconds: number, ...values: readonly (string | number)[]): void {
    const series = this.seriesOf(values);
    const found = BOUNDS.findIndex((bound) => seconds <= bound);
    const bucket = found === -1 ? BOUNDS.length : found;
    series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
    series.sum += seconds;
  }

  protected create(): Histogram {
    return { counts: Array.from({ length: BOUNDS.length + 1 }, () => 0), sum: 0 };
  }

  protected linesOf(labels: string, { counts, sum }: Histogram): string[] {
    let total = 0;
    const buckets = counts.map((count, n) => {
      total += count;
      return `${this.name}_bucket{${labels},le="${BOUNDS[n] ?? '+Inf'}"} ${total}`;
    });
    return [...buckets, `${this.name}_sum{${labels}} ${sum}`, `${this.name}_count{${labels}} ${total}`];
  }
}
