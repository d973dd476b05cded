export { ParameterStore, ParameterSource } from './parameter-store.ts';
export { ParameterUnavailableError } from './parameter-unavailable-error.ts';
export { ParametersModule } from './parameters.module.ts';
