import { Module } from '@nestjs/common';
import { ParameterSource } from './parameter-source.ts';
import { ParameterStore } from './parameter-store.ts';

@Module({
  providers: [ParameterStore, ParameterSource],
  exports: [ParameterStore],
})
export class ParametersModule {}
