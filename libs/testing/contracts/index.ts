export * from './describe-all.ts';
export * from './use-service.ts';
export * from './microservice-contracts.ts';
