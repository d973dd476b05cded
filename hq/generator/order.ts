import type { Resource } from '@interstella/libs/orders';

/** The topic of whole orders. */
export const ORDERS_TOPIC = 'orders';

/** The topics that an order for these resources is published on. */
export function topicsFor(resources: readonly Resource[]): readonly string[] {
  return [ORDERS_TOPIC, ...resources];
}

/** What is published on a topic: the whole bundle on the orders topic, exactly the one resource on its own. */
export function messageFor(topic: string): string {
  return JSON.stringify({ [topic === ORDERS_TOPIC ? 'bundle' : topic]: 1 });
}
