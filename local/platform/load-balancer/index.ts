export type { Disturbance } from './disturbances.ts';
export * from './load-balancer.ts';
export * from './router.ts';
export type * from './target-group-registry.ts';
export * from './targets.ts';
export * from './traffic.ts';
export * from './traffic-between.ts';
