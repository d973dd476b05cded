export { type Answer, makeControlServer, type Route } from './control-server.ts';
export * from './events.ts';
export { type InjectedFault, ServiceFault } from './faults.ts';
export type * from './overlay-lines.ts';
export * from './platform-client.ts';
export * from './refusal.ts';
export * from './state.ts';
