export { createLog, type Log, type LogDestination, type LogFormat } from './logger.ts';
