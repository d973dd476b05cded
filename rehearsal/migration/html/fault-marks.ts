import type { FaultMark } from '../../faults/fault-record.ts';
import type { Frame } from './frame.ts';
import { markup, type Markup } from './markup.ts';

const RADIUS = 8;
/** Pixels between two numbers, and below them. */
const PADDING = 4;
const ROW_HEIGHT = 2 * RADIUS + PADDING;

/** How long each injected fault lasted, with its number; what they were stands below the picture. */
export class FaultMarks {
  readonly #faults: readonly FaultMark[];
  readonly #frame: Omit<Frame, 'top'>;
  /** In which row each has its number. */
  readonly #rowOf: readonly number[];

  constructor(faults: readonly FaultMark[], frame: Omit<Frame, 'top'>) {
    this.#faults = faults;
    this.#frame = frame;
    const ends: number[] = [];
    this.#rowOf = faults.map((fault) => rowFor(ends, this.#leftOf(fault), this.#rightOf(fault)));
  }

  /** What the numbers need for themselves, in pixels. */
  get height(): number {
    if (this.#faults.length === 0) return 0;
    return (Math.max(...this.#rowOf) + 1) * ROW_HEIGHT;
  }

  /** @param top where the numbers begin */
  draw(top: number, bottom: number): Markup {
    const marks = this.#faults.map((fault, index) => {
      const left = this.#leftOf(fault);
      const width = this.#rightOf(fault) - left;
      const x = left.toFixed(1);
      const y = top + RADIUS + (this.#rowOf[index] ?? 0) * ROW_HEIGHT;
      return markup`<g class="fault"><title>${fault.what}</title><rect class="while" x="${x}" y="${y}" width="${width.toFixed(1)}" height="${bottom - y}"/>
<rect x="${x}" y="${y - 2}" width="${width.toFixed(1)}" height="4"/><rect x="${x}" y="${y}" width="1.5" height="${bottom - y}"/>
<circle cx="${x}" cy="${y}" r="${RADIUS}"/><text x="${x}" y="${y + 4}" text-anchor="middle">${index + 1}</text></g>
`;
    });
    return markup`${marks}`;
  }

  #leftOf({ from }: FaultMark): number {
    return this.#frame.x(Math.max(this.#frame.from, from));
  }

  #rightOf(fault: FaultMark): number {
    const { x, until } = this.#frame;
    return Math.max(this.#leftOf(fault) + 2, x(Math.min(until, fault.until)));
  }
}

/**
 * The first row in which a number has room, and the line behind it.
 *
 * @param rows where the last line of each ends; noted there
 */
function rowFor(rows: number[], left: number, right: number): number {
  const free = rows.findIndex((end) => left - RADIUS - PADDING >= end);
  const row = free === -1 ? rows.length : free;
  rows[row] = Math.max(left + RADIUS, right);
  return row;
}
