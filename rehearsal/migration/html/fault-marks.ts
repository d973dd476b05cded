import type { FaultMark } from '../../faults/fault-record.ts';
import type { Frame } from './frame.ts';
import { markup, type Markup } from './markup.ts';

const RADIUS = 8;
const PADDING = 4;

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
    this.#rowOf = faults.map((fault) => rowFor(ends, this.#leftOf(fault)));
  }

  /** What the numbers need for themselves, in pixels. */
  get height(): number {
    if (this.#faults.length === 0) return 0;
    return (Math.max(...this.#rowOf) + 1) * 2 * RADIUS + PADDING;
  }

  /** @param top where the numbers begin */
  draw(top: number, bottom: number): Markup {
    const { x: place, until: end } = this.#frame;
    const marks = this.#faults.map((fault, index) => {
      const left = this.#leftOf(fault);
      const width = Math.max(2, place(Math.min(end, fault.until)) - left);
      const x = left.toFixed(1);
      const y = top + RADIUS + (this.#rowOf[index] ?? 0) * 2 * RADIUS;
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
}

/** The first row in which a number has room. @param rows where the last number of each ends; noted there */
function rowFor(rows: number[], left: number): number {
  const free = rows.findIndex((end) => left - RADIUS >= end);
  const row = free === -1 ? rows.length : free;
  rows[row] = left + RADIUS;
  return row;
}
