/** How the ids of orders that HQ decided on begin: they sort by the time of the decision. */
const PREFIX = 'order-';
const DATED = /^[a-z]+-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})-.*$/;

/** When the id was made, in ms since 1970; undefined for an id that tells no time. */
export function timeOfOrder(orderId: string): number | undefined {
  if (!DATED.test(orderId)) return undefined;
  const iso = orderId.replace(DATED, '$1-$2-$3T$4:$5:$6.$7Z');
  const time = Date.parse(iso);
  // 30 February is read as 2 March: a date that is not written back as it was read is no date.
  return Number.isNaN(time) || new Date(time).toISOString() !== iso ? undefined : time;
}

/** The ids of all orders decided before the time, in ms since 1970, sort before this. */
export function idBound(time: number): string {
  return PREFIX + new Date(Math.max(0, time)).toISOString().replace(/[-:.Z]/g, '');
}
