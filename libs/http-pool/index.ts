export type { HttpAnswer } from './http-call.ts';
export { HttpPool, isConnectionLost, TooManyCalls } from './http-pool.ts';
