import type { Resource } from '@interstella/libs/orders';

/** The topic of bundles: whole orders. */
export const ORDERS_TOPIC = 'orders';

/** The topics that an order for these resources is published on. */
export function topicsFor(resources: readonly Resource[]): readonly string[] {
  return [ORDERS_TOPIC, ...resources];
}

/** The message for a topic: the bundle on the orders topic, one resource on its own topic. */
export function messageFor(topic: string): string {
  return JSON.stringify({ [topic === ORDERS_TOPIC ? 'bundle' : topic]: 1 });
}
