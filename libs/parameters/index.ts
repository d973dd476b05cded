export { ParameterSource } from './parameter-source.ts';
export { ParameterStore } from './parameter-store.ts';
export { ParameterUnavailableError } from './parameter-unavailable-error.ts';
export { ParametersModule } from './parameters.module.ts';
