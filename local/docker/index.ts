export * from './docker.ts';
export * from './limit-options.ts';
