import type { FaultMark } from '../result.ts';
import type { Frame } from './frame.ts';
import { markup, type Markup } from './markup.ts';

/** How long each injected fault lasted, with its number; what they were stands below the picture. */
export function faultMarks(faults: readonly FaultMark[], frame: Frame, bottom: number): Markup {
  const marks = faults.map(({ what, from, until }, index) => {
    const left = frame.x(Math.max(frame.from, from));
    const width = Math.max(2, frame.x(Math.min(frame.until, until)) - left);
    const x = left.toFixed(1);
    return markup`<g class="fault"><title>${what}</title><rect class="while" x="${x}" y="${frame.top}" width="${width.toFixed(1)}" height="${bottom - frame.top}"/>
<rect x="${x}" y="${frame.top}" width="${width.toFixed(1)}" height="4"/><rect x="${x}" y="${frame.top}" width="1.5" height="${bottom - frame.top}"/>
<circle cx="${x}" cy="${frame.top}" r="8"/><text x="${x}" y="${frame.top + 4}" text-anchor="middle">${index + 1}</text></g>
`;
  });
  return markup`${marks}`;
}
