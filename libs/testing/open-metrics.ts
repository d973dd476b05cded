export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The suffixes that a sample's name may add to the name of its family, by the family's type. */
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  counter: ['_total', '_created'],
  gauge: [''],
  histogram: ['_bucket', '_sum', '_count', '_created'],
  info: ['_info'],
  unknown: [''],
};
const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"`;
const SAMPLE = new RegExp(`^(${NAME})(?:\\{((?:${LABEL})(?:,${LABEL})*)?\\})? (\\S+)(?: [0-9.]+)?$`);
const DESCRIPTOR = new RegExp(`^# (TYPE|HELP|UNIT) (${NAME})(?: (.*))?$`);

/**
 * Reads OpenMetrics text, line by line.
 *
 * @throws Error naming the first line that the format does not have
 * @see https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md
 */
export function parseOpenMetrics(text: string): readonly Sample[] {
  if (!text.endsWith('# EOF\n')) throw new Error('The last line is not # EOF.');
  const samples: Sample[] = [];
  const families = new Map<string, string>();
  let family = '';
  for (const line of text.split('\n').slice(0, -2)) {
    const [, kind, name = '', rest = ''] = DESCRIPTOR.exec(line) ?? [];
    if (kind === undefined) {
      samples.push(parseSample(line, family, families.get(family) ?? 'unknown'));
      continue;
    }
    if (kind === 'TYPE' && !(rest in SUFFIXES)) throw new Error(`No type: ${line}`);
    if (name !== family && families.has(name)) throw new Error(`A family twice: ${line}`);
    family = name;
    families.set(name, kind === 'TYPE' ? rest : (families.get(name) ?? 'unknown'));
  }
  return samples;
}

/** The sum of the samples of a name whose labels match; 0 if there are none. */
export function sumOf(samples: readonly Sample[], name: string | RegExp, labels = {}): number {
  return samples
    .filter((sample) => (typeof name === 'string' ? sample.name === name : name.test(sample.name)))
    .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0);
}

function parseSample(line: string, family: string, type: string): Sample {
  const [, name, inside = '', number] = SAMPLE.exec(line) ?? [];
  const value = number === '+Inf' ? Infinity : Number(number);
  if (name === undefined || Number.isNaN(value)) throw new Error(`No sample: ${line}`);
  if (!SUFFIXES[type]?.some((suffix) => name === family + suffix)) {
    throw new Error(`No sample of ${family}, which is of type ${type}: ${line}`);
  }
  const labels = [...inside.matchAll(new RegExp(LABEL, 'g'))].map(([label]) => {
    const [key = '', ...text] = label.split('=');
    return [key, text.join('=').slice(1, -1)];
  });
  return { name, value, labels: Object.fromEntries(labels) as Record<string, string> };
}
