import { type Frame, MARGIN } from './frame.ts';
import { markup, type Markup } from './markup.ts';
import { clock, type Scale, timeTicks } from './scale.ts';

/** Pixels that a label of the time axis takes. */
const TIME_LABEL_WIDTH = 56;

/** Lines across a panel at round values, with the values on the left. */
export function valueAxis(ticks: readonly number[], y: Scale, { width }: Pick<Frame, 'width'>): Markup {
  const lines = ticks.map(
    (
      tick,
    ) => markup`<line class="grid" x1="${MARGIN.left}" x2="${width - MARGIN.right}" y1="${y(tick)}" y2="${y(tick)}"/>
<text class="tick" x="${MARGIN.left - 6}" y="${y(tick) + 4}" text-anchor="end">${tick}</text>
`,
  );
  return markup`${lines}`;
}

/** Minutes and seconds since the first order, below everything. */
export function timeAxis({ x, from, until, width }: Frame, bottom: number): Markup {
  const most = Math.max(2, Math.floor((width - MARGIN.left - MARGIN.right) / TIME_LABEL_WIDTH));
  const labels = timeTicks((until - from) / 1_000, most).map(
    (second) =>
      markup`<text class="tick" x="${x(from + second * 1_000).toFixed(1)}" y="${bottom + 17}" text-anchor="middle">${clock(second)}</text>
`,
  );
  return markup`<line class="axis" x1="${MARGIN.left}" x2="${width - MARGIN.right}" y1="${bottom}" y2="${bottom}"/>
${labels}`;
}
