export * from './environment-error.ts';
export * from './read-environment.ts';
export * from './variables.ts';
