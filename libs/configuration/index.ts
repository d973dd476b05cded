export * from './settings.ts';
export * from './settings-module.ts';
