export * from './disturb-path.ts';
export * from './is-key.ts';
export * from './key-header.ts';
