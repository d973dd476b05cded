export * from './read-settings.ts';
export * from './settings.ts';
export * from './stage-list.ts';
