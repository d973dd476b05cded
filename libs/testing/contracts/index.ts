export * from './describe-all.ts';
export * from './use-service.ts';
export * from './microservice-contracts.ts';
export * from './bad-bodies.ts';
export * from './bad-envelopes.ts';
export * from './bad-requests.ts';
export * from './endpoint.ts';
export * from './expect-nobody-asked.ts';
