export type { HttpAnswer } from './http-call.ts';
export { HttpPool, isConnectionLost } from './http-pool.ts';
