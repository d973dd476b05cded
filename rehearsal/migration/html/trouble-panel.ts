import type { Shares } from '../result.ts';
import { valueAxis } from './axes.ts';
import type { Frame } from './frame.ts';
import { markup, type Markup } from './markup.ts';
import { linear, ticksUpTo } from './scale.ts';
import { type Panel, TITLE_HEIGHT } from './shares-panel.ts';

/** What a migration would rather not have. */
export const TROUBLES = [
  { counts: 'duplicatesAbsorbed', kind: 'duplicates', name: 'repeats', rest: 'absorbed a second' },
  { counts: 'failedRequests', kind: 'failures', name: 'failed requests', rest: 'a second' },
] as const;

/** One trouble, on a scale of its own: of two on one scale, the greater would hide the other. */
export function troublePanel(
  shares: Shares,
  { counts, kind }: (typeof TROUBLES)[number],
  frame: Frame,
  { top, bottom }: Panel,
): Markup {
  const { intervalMs } = shares;
  const perSecond = (count: number) => (count * 1_000) / intervalMs;
  const largest = perSecond(Math.max(0, ...shares[counts]));
  const ticks = [0, ticksUpTo(largest).at(-1) ?? 1];
  const y = linear([0, Math.max(largest, ...ticks)], [bottom, top + TITLE_HEIGHT]);
  const width = Math.max(1, frame.x(shares.from + intervalMs) - frame.x(shares.from) - 1);
  const bars = shares[counts].map((count, index) => {
    if (count === 0) return '';
    const left = frame.x(shares.from + index * intervalMs);
    const height = y(0) - y(perSecond(count));
    return markup`<rect class="${kind}" x="${left.toFixed(1)}" y="${(bottom - height).toFixed(1)}" width="${width.toFixed(1)}" height="${height.toFixed(1)}"/>
`;
  });
  return markup`${valueAxis(ticks, y, frame)}
${bars}`;
}
