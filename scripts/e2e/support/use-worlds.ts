import { afterEach, jest } from '@jest/globals';
import { World, type WorldOptions } from './world.ts';

/** For a loaded machine; no test waits for it that passes. */
const LIMIT_MS = 150_000;

/** Starts worlds for the tests of a file, and ends each with its test, however that ends. */
export function useWorlds(): (options?: WorldOptions) => Promise<World> {
  jest.setTimeout(LIMIT_MS);
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
