import { linear, type Scale } from './scale.ts';

/** Pixels around the panels. */
export const MARGIN = { left: 40, right: 18, bottom: 24 };

/** Where a picture's panels lie, and what its time axis means. */
export interface Frame {
  readonly width: number;
  /** Milliseconds since 1970 → pixels. */
  readonly x: Scale;
  readonly from: number;
  readonly until: number;
  /** Where the first panel's title begins. */
  readonly top: number;
}

export function frameOf(from: number, endedAt: number, width: number): Omit<Frame, 'top'> {
  const until = Math.max(endedAt, from + 1);
  return { width, from, until, x: linear([from, until], [MARGIN.left, width - MARGIN.right]) };
}
