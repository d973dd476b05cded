/** The prefix of the ids that HQ makes. The time follows, so that ids sort by it. */
const PREFIX = 'order-';
const DATED = /^[a-z]+-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})-.*$/;

/** When the id was made, in ms since 1970; undefined for an id without a valid time. */
export function timeOfOrder(orderId: string): number | undefined {
  if (!DATED.test(orderId)) return undefined;
  const iso = orderId.replace(DATED, '$1-$2-$3T$4:$5:$6.$7Z');
  const time = Date.parse(iso);
  // Date.parse reads 30 February as 2 March, so the date must format to the same text.
  return Number.isNaN(time) || new Date(time).toISOString() !== iso ? undefined : time;
}

/** The ids of all orders made before this time, in ms since 1970, sort before the result. */
export function idBound(time: number): string {
  return PREFIX + new Date(Math.max(0, time)).toISOString().replace(/[-:.Z]/g, '');
}
