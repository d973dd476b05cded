export * from './events.ts';
export * from './platform-client.ts';
export * from './state.ts';
