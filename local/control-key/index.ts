export * from './is-key.ts';
export * from './key-header.ts';
