export * from './time-limits.ts';
export * from './within.ts';
