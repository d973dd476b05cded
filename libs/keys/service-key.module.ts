import { Module } from '@nestjs/common';
import { ServiceSettingsModule } from '../configuration/index.ts';
import { ParametersModule } from '../parameters/index.ts';
import { ServiceKeyGuard } from './service-key.guard.ts';

@Module({
  imports: [ServiceSettingsModule, ParametersModule],
  providers: [ServiceKeyGuard],
  exports: [ServiceSettingsModule, ParametersModule, ServiceKeyGuard],
})
export class ServiceKeyModule {}
