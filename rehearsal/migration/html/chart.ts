import { RESOURCES } from '@interstella/infra/stages';
import type { MigrationResult, Shares } from '../result.ts';
import { timeAxis } from './axes.ts';
import { describeShares } from './describe-shares.ts';
import { FaultMarks } from './fault-marks.ts';
import { type Frame, frameOf, MARGIN } from './frame.ts';
import { markup, type Markup } from './markup.ts';
import { type Panel, panelTitle, sharesPanel } from './shares-panel.ts';
import { StageBands } from './stage-bands.ts';
import { TROUBLES, troublePanel } from './trouble-panel.ts';

const PANEL_HEIGHT = 178;
const TROUBLE_HEIGHT = 78;
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
  const panels = panelsOf(shares, frame);
  const bottom = panels.at(-1)?.place.bottom ?? frame.top;
  return markup`<svg class="${id}" viewBox="0 0 ${width} ${bottom + MARGIN.bottom}" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">Who fulfilled each resource over time</title>
<desc id="${id}-desc">${describeShares(result)}</desc>
${bands.draw(bottom)}
${panels.map(({ picture }) => picture)}
${marks.draw(marksTop, bottom)}
${panels.map(({ name, rest, place }) => panelTitle(name, rest, place))}
${timeAxis(frame, bottom)}
</svg>`;
}

/** From top to bottom. */
function panelsOf(shares: Shares, frame: Frame) {
  let next = frame.top;
  const placeOf = (height: number): Panel => {
    const top = next;
    next = top + height + GAP;
    return { top, bottom: top + height };
  };
  const resources = RESOURCES.map((resource) => {
    const place = placeOf(PANEL_HEIGHT);
    const rest = 'orders a second, by who fulfilled them';
    return { name: resource, rest, place, picture: sharesPanel(shares, resource, frame, place) };
  });
  const troubles = TROUBLES.map((trouble) => {
    const { name, rest } = trouble;
    const place = placeOf(TROUBLE_HEIGHT);
    return { name, rest, place, picture: troublePanel(shares, trouble, frame, place) };
  });
  return [...resources, ...troubles];
}
