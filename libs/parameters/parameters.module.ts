import { Module } from '@nestjs/common';
import { ServiceSettingsModule } from '../configuration/index.ts';
import { ParameterSource } from './parameter-source.ts';
import { ParameterStore } from './parameter-store.ts';

@Module({
  imports: [ServiceSettingsModule],
  providers: [ParameterStore, ParameterSource],
  exports: [ParameterStore],
})
export class ParametersModule {}
