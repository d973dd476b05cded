import type { OpenOrder } from '../ledger/records.ts';
import type { History, Span } from './ledger-history.ts';
import { INVENTED, RESOURCES } from './ledger-script.ts';

/** One participant in a reading. */
interface Reading {
  readonly name: string;
  readonly unattributed: number;
  readonly open: readonly OpenOrder[];
  readonly openCount: number;
}

/** A reading must have all calls that were answered before it began, and none that were made after it ended. */
export function problemsInReading(history: History, seen: Span, reading: Reading): readonly string[] {
  return [...problemsInOpen(history, seen, reading), ...problemsInUnattributed(history, seen, reading)];
}

function problemsInOpen(history: History, seen: Span, { name, open, openCount }: Reading): readonly string[] {
  if (open.length !== openCount)
    return [`A reading had ${openCount} open orders, and ${open.length} of them.`];
  const found = new Map(open.map(({ orderId, missing }) => [orderId, missing]));
  const known = history.orders.filter(({ ended }) => ended <= seen.begun);
  return known.flatMap(({ orderId, ...span }) => {
    const owed = history.mayBeOwed(name, span, seen);
    return RESOURCES.flatMap((resource) => {
      const claims = history.claims.filter(
        ({ claim }) =>
          claim.participant === name && claim.orderId === orderId && claim.resources.includes(resource),
      );
      const lacks = found.get(orderId)?.includes(resource) ?? false;
      const must = !owed.has(false) && claims.length === 0;
      const may = owed.has(true) && !claims.some((claim) => wasThere(claim, seen));
      if (lacks ? may : !must) return [];
      return [`A reading ${lacks ? 'had' : 'missed that'} ${name} lacks ${resource} of ${orderId}.`];
    });
  });
}

function problemsInUnattributed(
  history: History,
  seen: Span,
  { name, unattributed }: Reading,
): readonly string[] {
  // A removal takes the rows away, too, that tell which orders are counted already.
  const isRemoved = history.changes.some(
    (change) =>
      change.name === name &&
      change.to === 'removed' &&
      change.begun < seen.ended &&
      change.ended > seen.begun,
  );
  if (isRemoved) return [];
  const idsOf = (some: typeof history.claims) => new Set(some.map(({ claim }) => claim.orderId));
  const own = history.claims.filter(
    ({ claim }) => claim.participant === name && INVENTED.includes(claim.orderId),
  );
  const may = idsOf(own.filter((claim) => history.mayBeCounted(name, claim, seen).has(true)));
  const must = idsOf(
    own.filter((claim) => wasThere(claim, seen) && !history.mayBeCounted(name, claim, seen).has(false)),
  );
  // Claims for what is old may be counted as expired.
  const least = [...must].filter((orderId) => !orderId.startsWith('order-')).length;
  if (least <= unattributed && unattributed <= may.size) return [];
  return [`A reading had ${unattributed} unattributed orders of ${name}, of ${least} to ${may.size}.`];
}

function wasThere({ answered, ended }: Span, seen: Span): boolean {
  return answered && ended <= seen.begun;
}
