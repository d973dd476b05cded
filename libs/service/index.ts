export * from './create-service.ts';
export * from './health.ts';
export * from './run-service.ts';
export * from './text-request.ts';
