/** Maps a value of the data to a place on the picture. */
export type Scale = (value: number) => number;

export function linear([d0, d1]: readonly [number, number], [r0, r1]: readonly [number, number]): Scale {
  const factor = d1 === d0 ? 0 : (r1 - r0) / (d1 - d0);
  return (value) => r0 + (value - d0) * factor;
}

/** Round numbers from 0 to the largest value: about four steps of 1, 2 or 5 times a power of ten, and at least one. */
export function ticksUpTo(largest: number): readonly number[] {
  if (!(largest > 0)) return [0, 1];
  const rough = largest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10));
  return Array.from({ length: Math.max(1, Math.floor(largest / step)) + 1 }, (_, index) => index * step);
}

const TIME_STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600];

/** Round times, in seconds, that leave no more than `most` labels on the axis. */
export function timeTicks(durationS: number, most: number): readonly number[] {
  const step =
    TIME_STEPS_S.find((one) => durationS / one <= most) ?? Math.ceil(durationS / most / 3_600) * 3_600;
  return Array.from({ length: Math.floor(durationS / step) + 1 }, (_, index) => index * step);
}

/** `1:05`: minutes and seconds. */
export function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`;
}
