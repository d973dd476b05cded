export { messageOf } from './message-of.ts';
export { reasonOf } from './reason-of.ts';
export { StoppedError } from './stopped-error.ts';
export { TemporaryError } from './temporary-error.ts';
export { UsageError } from './usage-error.ts';
