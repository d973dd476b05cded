export * from './start-endpoints.ts';
