export * from './deployment.ts';
