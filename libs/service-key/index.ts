export * from './service-key.ts';
