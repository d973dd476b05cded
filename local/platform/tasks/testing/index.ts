export * from './definitions.ts';
export * from './fake-driver.ts';
export * from './fake-target-groups.ts';
export * from './manual-clock.ts';
export * from './supervised-world.ts';
