export * from './gatherer.ts';
