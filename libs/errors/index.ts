export { ERROR_CODES, type ErrorCode } from './error-codes.ts';
export { messageOf } from './message-of.ts';
export { codeOf, NamedError, RequestError, StoppedError, UsageError } from './named-error.ts';
export { reasonOf } from './reason-of.ts';
export { TemporaryError } from './temporary-error.ts';
