export * from './configuration-error.ts';
export * from './settings.ts';
export * from './settings-module.ts';
