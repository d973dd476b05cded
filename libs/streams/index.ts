export { discardRest } from './discard-rest.ts';
export { BodyError, readBody } from './read-body.ts';
