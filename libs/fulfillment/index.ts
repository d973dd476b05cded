export * from './delivered.ts';
export * from './fulfillment-client.ts';
export * from './fulfillment-error.ts';
export * from './hq-client.ts';
export * from './monolith-client.ts';
