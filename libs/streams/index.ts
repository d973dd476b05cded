export { discardRest } from './discard-rest.ts';
