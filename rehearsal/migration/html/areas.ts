import type { Scale } from './scale.ts';

/** Layers on top of each other: per layer, where it begins and where it ends at each point. */
export function stack(
  layers: readonly (readonly number[])[],
): readonly (readonly (readonly [number, number])[])[] {
  const points = Math.max(0, ...layers.map(({ length }) => length));
  const sums = Array.from({ length: points }, () => 0);
  return layers.map((layer) =>
    sums.map((from, index) => {
      const to = from + (layer[index] ?? 0);
      sums[index] = to;
      return [from, to] as const;
    }),
  );
}

/** The outline of a layer as an SVG path: along its upper edge, and back along its lower one. Empty for no points. */
export function areaPath(layer: readonly (readonly [number, number])[], x: Scale, y: Scale): string {
  if (layer.length === 0) return '';
  const upper = layer.map(([, to], index) => point(x(index), y(to)));
  const lower = layer.map(([from], index) => point(x(index), y(from))).reverse();
  return `M${[...upper, ...lower].join('L')}Z`;
}

function point(x: number, y: number): string {
  return `${x.toFixed(1)},${y.toFixed(1)}`;
}
