import { Module } from '@nestjs/common';
import { ParametersModule } from '../parameters/index.ts';
import { ServiceKeyGuard } from './service-key.guard.ts';

@Module({
  imports: [ParametersModule],
  providers: [ServiceKeyGuard],
  exports: [ParametersModule, ServiceKeyGuard],
})
export class ServiceKeyModule {}
