import { type Resource, type ServiceName, SERVICES } from '@interstella/infra/stages';
import type { Shares } from '../result.ts';
import { areaPath, stack } from './areas.ts';
import { valueAxis } from './axes.ts';
import { type Frame, MARGIN } from './frame.ts';
import { markup, type Markup } from './markup.ts';
import { linear, ticksUpTo } from './scale.ts';

/** Where a panel's title begins, and where its lowest line is, in pixels. */
export interface Panel {
  readonly top: number;
  readonly bottom: number;
}

export const TITLE_HEIGHT = 30;

/** Drawn after the marks of faults, whose lines would cross it. */
export function panelTitle(name: string, rest: string, { top }: Pick<Panel, 'top'>): Markup {
  return markup`<text class="panel" x="${MARGIN.left + 8}" y="${top + 14}"><tspan class="name">${name}</tspan> ${rest}</text>
`;
}

/** One resource: the orders a second that got it, stacked by who fulfilled it first. */
export function sharesPanel(
  shares: Shares,
  resource: Resource,
  frame: Frame,
  { top, bottom }: Panel,
): Markup {
  // Of an interval that was cut off by the end, no rate is known.
  const whole = Math.max(1, Math.floor((frame.until - shares.from) / shares.intervalMs));
  const present = layersOf(shares, resource, whole);
  const layers = stack(present.map(({ perSecond }) => perSecond));
  const largest = Math.max(0, ...(layers.at(-1) ?? []).map(([, to]) => to));
  const ticks = ticksUpTo(largest);
  const y = linear([0, Math.max(largest, ticks.at(-1) ?? 1)], [bottom, top + TITLE_HEIGHT]);
  const middleOf = (index: number) => frame.x(shares.from + (index + 0.5) * shares.intervalMs);
  const areas = layers.map(
    (layer, index) =>
      markup`<path class="area ${serviceClass(present[index]?.service ?? 'monolith')}" d="${areaPath(layer, middleOf, y)}"/>
`,
  );
  return markup`${valueAxis(ticks, y, frame)}
${areas}`;
}

/** The class that gives a service its colour, in the picture as in the legend. */
export function serviceClass(service: ServiceName): string {
  return `service-${SERVICES.findIndex(({ name }) => name === service)}`;
}

/** The services that fulfilled any of it in the first so many intervals, the oldest at the bottom. */
function layersOf({ fulfilled, intervalMs }: Shares, resource: Resource, intervals: number) {
  return SERVICES.map(({ name }) => ({
    service: name,
    perSecond: fulfilled[resource][name].slice(0, intervals).map((count) => (count * 1_000) / intervalMs),
  })).filter(({ perSecond }) => perSecond.some((value) => value > 0));
}
