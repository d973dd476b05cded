export * from './baked-environment.ts';
export * from './build-command.ts';
export * from './build-images.ts';
export * from './docker.ts';
export * from './image-name.ts';
export * from './push-images.ts';
export * from './run-command.ts';
export * from './run-image.ts';
