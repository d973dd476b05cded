import type { Route } from './route.ts';
import type { RunningProgram } from './running-program.ts';
import type { ServiceOptions, World } from './world.ts';

export interface Migrated {
  readonly monolith: RunningProgram;
  readonly iridium: RunningProgram;
  readonly bundles: Route;
  readonly iridiumOrders: Route;
}

/** The stage `noiridium`: each order needs the monolith for magnesite, and for iridium the microservice and the monolith. */
export async function startMigrated(world: World, options: ServiceOptions = {}): Promise<Migrated> {
  const monolith = await world.startMonolith('noiridium', options);
  const iridium = await world.startResource('iridium', monolith.url, options);
  const [bundles, iridiumOrders] = await Promise.all([
    world.subscribe({ topic: 'orders', url: `${monolith.url}/order/` }),
    world.subscribe({ topic: 'iridium', url: `${iridium.url}/iridium/` }),
  ]);
  return { monolith, iridium, bundles, iridiumOrders };
}
