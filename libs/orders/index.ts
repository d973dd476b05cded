export * from './order-id.ts';
export * from './headers.ts';
export * from './resources.ts';
