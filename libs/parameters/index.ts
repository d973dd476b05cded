export * from './parameter-unavailable-error.ts';
export * from './parameters-module.ts';
export * from './parameters.ts';
