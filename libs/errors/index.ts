export { reasonOf } from './reason-of.ts';
export { TemporaryError } from './temporary-error.ts';
