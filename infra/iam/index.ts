export * from './exact-role.ts';
export * from './grant.ts';
