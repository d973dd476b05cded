export * from './resource-module.ts';
export * from './run-resource-service.ts';
