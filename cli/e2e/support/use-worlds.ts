import { afterEach } from '@jest/globals';
import { World, type WorldOptions } from './world.ts';

/** Starts worlds for the tests of a file, and ends each with its test, however that ends. */
export function useWorlds(): (options?: WorldOptions) => Promise<World> {
  const worlds: World[] = [];
  afterEach(async () => {
    await Promise.all(worlds.splice(0).map((world) => world.close()));
  });
  return async (options) => {
    const world = new World(options);
    worlds.push(world);
    await world.start();
    return world;
  };
}
