export * from './describe-with-moto.ts';
export * from './moto.ts';
