import type { Claim } from '../ledger/records.ts';

export const RESOURCES = ['iridium', 'magnesite'];

/** What must be counted of these claims, in any order. */
export function modelOf(claims: readonly Claim[], owed: readonly string[], published: ReadonlySet<string>) {
  const made = new Map<string, number>();
  for (const { orderId, resources } of claims) {
    for (const resource of resources) {
      made.set(`${orderId}#${resource}`, (made.get(`${orderId}#${resource}`) ?? 0) + 1);
    }
  }
  const invented = new Set(claims.map(({ orderId }) => orderId).filter((id) => !published.has(id)));
  const direct = [...invented].filter((id) => id.startsWith('direct-')).length;
  const isNotOwed = (key: string) => {
    const id = key.split('#')[0] ?? '';
    return published.has(id) && !owed.includes(id);
  };
  const sum = (of: (key: string, count: number) => number) =>
    [...made].reduce((all, [key, count]) => all + of(key, count), 0);
  return {
    published: owed.length,
    complete: owed.filter((id) => RESOURCES.every((resource) => made.has(`${id}#${resource}`))).length,
    direct,
    unattributed: invented.size - direct,
    notOwed: sum((key, count) => (isNotOwed(key) ? count : 0)),
    duplicates: sum((key, count) => (isNotOwed(key) ? 0 : count - 1)),
  };
}
