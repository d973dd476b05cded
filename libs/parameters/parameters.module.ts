import { Module } from '@nestjs/common';
import { ParameterSource, ParameterStore } from './parameter-store.ts';
import { SsmSource } from './ssm-source.ts';

@Module({
  providers: [ParameterStore, { provide: ParameterSource, useClass: SsmSource }],
  exports: [ParameterStore],
})
export class ParametersModule {}
