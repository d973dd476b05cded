import type { ConservationReport, ParticipantReport } from '@interstella/hq/client';

/** What became of the orders that were published since a report. */
export interface NewOrders {
  readonly published: number;
  /** At least so many, where {@link isCutOff}. */
  readonly complete: number;
  /** So many orders are open from before that HQ does not list them all: the others are taken for new ones. */
  readonly isCutOff: boolean;
  /** Who made how many since then, by resource; also of orders from before. */
  readonly by: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** What a report says of one participant, and when. */
export interface OwnReport extends Pick<ConservationReport, 'asOf'> {
  readonly own: ParticipantReport;
}

/** The orders from before a time that are still open: the oldest hundred at most are listed. */
export function openFrom({ own }: OwnReport, asOf: string): readonly string[] {
  const { open } = own.orders;
  return open
    .filter(({ publishedAt }) => Date.parse(publishedAt) < Date.parse(asOf))
    .map(({ orderId }) => orderId);
}

/** Whether there may be more of those than are listed: what is listed are the oldest, and every one is from before. */
export function hasMoreFrom(report: OwnReport, asOf: string): boolean {
  const listed = report.own.orders.open.length;
  return listed < report.own.open && openFrom(report, asOf).length === listed;
}

/** @param before an earlier report */
export function newOrders(before: OwnReport, now: OwnReport): NewOrders {
  const published = now.own.published - before.own.published;
  const open = now.own.open - openFrom(now, before.asOf).length;
  return {
    published,
    complete: Math.max(0, published - open),
    isCutOff: hasMoreFrom(now, before.asOf),
    by: Object.fromEntries(
      Object.entries(now.own.byResource).map(([resource, { by }]) => [
        resource,
        sinceThen(by, before.own.byResource[resource]?.by ?? {}),
      ]),
    ),
  };
}

function sinceThen(now: Readonly<Record<string, number>>, before: Readonly<Record<string, number>>) {
  const counts = Object.entries(now).map(([who, count]) => [who, count - (before[who] ?? 0)] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

/** For a person. */
export function newOrdersText({ published, complete, isCutOff, by }: NewOrders): string {
  if (published === 0) return 'Since then no order was published.';
  const orders = `${published} ${published === 1 ? 'order was' : 'orders were'} published`;
  if (complete === 0) {
    return isCutOff
      ? `Since then ${orders}. How many are complete cannot be told: too many from before are open.`
      : `Since then ${orders}, and none is complete yet.`;
  }
  const makers = Object.entries(by).map(([resource, counts]) => {
    const shares = Object.entries(counts).map(([who, count]) => `${who} ${count}`);
    return `${resource} by ${shares.join(', ') || 'nobody'}`;
  });
  const count = `${isCutOff ? 'at least ' : ''}${complete} ${complete === 1 ? 'is' : 'are'}`;
  const counts = Object.values(by).map((shares) => Object.values(shares).reduce((sum, one) => sum + one, 0));
  const earlier = counts.some((made) => made > complete) ? ' These count orders from before, too.' : '';
  return `Since then ${orders}, and ${count} complete: ${makers.join('; ')}.${earlier}`;
}
