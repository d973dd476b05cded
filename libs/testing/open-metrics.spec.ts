import { describe, expect, it } from '@jest/globals';
import { parseOpenMetrics, sumOf } from './open-metrics.ts';

const TEXT = `# HELP calls What was called.
# TYPE calls counter
calls_total{method="GET",path="/a=\\"b\\""} 2
calls_total{method="POST",path="/"} 3 1767225600.5
# TYPE took histogram
took_bucket{le="0.1"} 1
took_bucket{le="+Inf"} 2
took_sum 0.5
took_count 2
# EOF
`;

describe('OpenMetrics text', () => {
  it('is read into samples, which can be added up', () => {
    const samples = parseOpenMetrics(TEXT);
    expect(samples).toHaveLength(6);
    expect(samples[0]?.labels).toEqual({ method: 'GET', path: '/a=\\"b\\"' });
    expect(sumOf(samples, 'calls_total')).toBe(5);
    expect(sumOf(samples, /^calls/, { method: 'POST' })).toBe(3);
    expect(sumOf(samples, 'calls_total', { method: 'PUT' })).toBe(0);
  });

  it.each([
    ['without its end', 'calls_total 1\n', /EOF/],
    ['with a counter that is not called so', '# TYPE calls counter\ncalls 1\n# EOF\n', /No sample of calls/],
    ['with a sample of no family', '# TYPE calls counter\nother_total 1\n# EOF\n', /No sample of calls/],
    ['with an empty line', '# TYPE calls counter\n\n# EOF\n', /No sample/],
    ['with a value in words', '# TYPE calls counter\ncalls_total many\n# EOF\n', /No sample/],
    ['with a type that there is not', '# TYPE calls number\n# EOF\n', /No type/],
    ['with a family in two places', '# TYPE a gauge\n# TYPE b gauge\n# TYPE a gauge\n# EOF\n', /twice/],
  ])('is refused %s', (_what, text, why) => {
    expect(() => parseOpenMetrics(text)).toThrow(why);
  });
});
