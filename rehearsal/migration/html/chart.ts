import { RESOURCES } from '@interstella/infra/stages';
import type { MigrationResult } from '../result.ts';
import { timeAxis } from './axes.ts';
import { describeShares } from './describe-shares.ts';
import { FaultMarks } from './fault-marks.ts';
import { type Frame, frameOf, MARGIN } from './frame.ts';
import { markup, type Markup } from './markup.ts';
import { sharesPanel } from './shares-panel.ts';
import { StageBands } from './stage-bands.ts';
import { troublePanel } from './trouble-panel.ts';

const PANEL_HEIGHT = 178;
const TROUBLE_HEIGHT = 92;
const GAP = 12;

interface ChartOptions {
  /** In pixels: the picture is drawn for a width, so that its letters can be read on a phone too. */
  readonly width: number;
  /** Sets the ids of this picture apart from those of others in the page. */
  readonly id: string;
}

/** The chart that tells the story: who fulfilled each resource over time, the stages and the faults marked. */
export function chart(result: MigrationResult, { width, id }: ChartOptions): Markup {
  const { shares, turns, endedAt, faults } = result;
  const bare = frameOf(shares.from, endedAt, width);
  const bands = new StageBands(turns, bare);
  const marks = new FaultMarks(faults, bare);
  const marksTop = bands.height + GAP;
  const frame: Frame = { ...bare, top: marksTop + marks.height };
  const panels = RESOURCES.map((resource, index) => {
    const top = frame.top + index * (PANEL_HEIGHT + GAP);
    return sharesPanel(shares, resource, frame, { top, bottom: top + PANEL_HEIGHT });
  });
  const top = frame.top + RESOURCES.length * (PANEL_HEIGHT + GAP);
  const bottom = top + TROUBLE_HEIGHT;
  return markup`<svg class="${id}" viewBox="0 0 ${width} ${bottom + MARGIN.bottom}" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">Who fulfilled each resource over time</title>
<desc id="${id}-desc">${describeShares(result)}</desc>
${bands.draw(bottom)}
${panels}
${troublePanel(shares, frame, { top, bottom })}
${marks.draw(marksTop, bottom)}
${timeAxis(frame, bottom)}
</svg>`;
}
