export { IGNORED_PROPERTIES, IGNORED_TYPES } from './ignored.ts';
export { readDeployment } from './read-deployment.ts';
export { type Parts, readParts } from './read-parts.ts';
export type { StackPlace } from './stack-place.ts';
export type { Resource, Template } from './template.ts';
export { type Problem, TemplateError } from './template-error.ts';
