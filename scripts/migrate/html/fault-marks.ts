import type { FaultMark } from '../../faults/fault-record.ts';
import type { Frame } from './frame.ts';
import { markup, type Markup } from './markup.ts';

const RADIUS = 8;

/** How long each injected fault lasted, with its number; what they were stands below the picture. */
export function faultMarks(faults: readonly FaultMark[], frame: Frame, bottom: number): Markup {
  const rows: number[] = [];
  const marks = faults.map(({ what, from, until }, index) => {
    const left = frame.x(Math.max(frame.from, from));
    const width = Math.max(2, frame.x(Math.min(frame.until, until)) - left);
    const x = left.toFixed(1);
    const y = frame.top + rowFor(rows, left) * 2 * RADIUS;
    return markup`<g class="fault"><title>${what}</title><rect class="while" x="${x}" y="${y}" width="${width.toFixed(1)}" height="${bottom - y}"/>
<rect x="${x}" y="${y - 2}" width="${width.toFixed(1)}" height="4"/><rect x="${x}" y="${y}" width="1.5" height="${bottom - y}"/>
<circle cx="${x}" cy="${y}" r="${RADIUS}"/><text x="${x}" y="${y + 4}" text-anchor="middle">${index + 1}</text></g>
`;
  });
  return markup`${marks}`;
}

/** The first row in which a number has room. @param rows where the last number of each ends; noted there */
function rowFor(rows: number[], left: number): number {
  const free = rows.findIndex((end) => left - RADIUS >= end);
  const row = free === -1 ? rows.length : free;
  rows[row] = left + RADIUS;
  return row;
}
