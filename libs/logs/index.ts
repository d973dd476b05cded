export * from './logs.ts';
export * from './nest-logs.ts';
