export * from './announce.ts';
export * from './shutdown.ts';
