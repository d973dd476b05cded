export * from './delivered.ts';
export * from './fulfillment-api-client.ts';
export * from './fulfillment-client.ts';
export * from './fulfillment-error.ts';
export * from './monolith-client.ts';
