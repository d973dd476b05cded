export * from './describe-with-moto.ts';
export * from './migration.ts';
export * from './moto.ts';
export * from './steps.ts';
export * from './what-ecs-does.ts';
export * from './what-is-deployed.ts';
