export type { LogDestination } from './log-destination.ts';
export { createLog, type Log, type LogFormat } from './logger.ts';
