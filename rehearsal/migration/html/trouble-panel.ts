import type { Shares } from '../result.ts';
import { valueAxis } from './axes.ts';
import { type Frame, MARGIN } from './frame.ts';
import { markup, type Markup } from './markup.ts';
import { linear, ticksUpTo } from './scale.ts';
import { TITLE_HEIGHT } from './shares-panel.ts';

interface Panel {
  readonly top: number;
  readonly bottom: number;
}

/** What a migration would rather not have: duplicates, which the ledger absorbed, and requests that failed. */
export function troublePanel(shares: Shares, frame: Frame, { top, bottom }: Panel): Markup {
  const { duplicatesAbsorbed, failedRequests, intervalMs } = shares;
  const perSecond = (count: number) => (count * 1_000) / intervalMs;
  const largest = perSecond(Math.max(0, ...duplicatesAbsorbed, ...failedRequests));
  const ticks = [0, ticksUpTo(largest).at(-1) ?? 1];
  const y = linear([0, Math.max(largest, ...ticks)], [bottom, top + TITLE_HEIGHT]);
  const width = Math.max(1, frame.x(shares.from + intervalMs) - frame.x(shares.from) - 1);
  const bars = (counts: readonly number[], kind: string) =>
    counts.map((count, index) => {
      if (count === 0) return '';
      const left = frame.x(shares.from + index * intervalMs);
      const height = y(0) - y(perSecond(count));
      return markup`<rect class="${kind}" x="${left.toFixed(1)}" y="${(bottom - height).toFixed(1)}" width="${width.toFixed(1)}" height="${height.toFixed(1)}"/>
`;
    });
  return markup`<text class="panel" x="${MARGIN.left + 8}" y="${top + 14}"><tspan class="name">repeats</tspan> absorbed, and requests that failed, a second</text>
${valueAxis(ticks, y, frame)}
${bars(duplicatesAbsorbed, 'duplicates')}
${bars(failedRequests, 'failures')}`;
}
