export * from './child-program.ts';
export * from './log-file.ts';
