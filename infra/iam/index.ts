export * from './exact-role.ts';
export * from './statement.ts';
