import { Module } from '@nestjs/common';
import { ServiceSettingsModule } from '../configuration/index.ts';
import { MetricsModule } from '../metrics/index.ts';
import { ParametersModule } from '../parameters/index.ts';
import { FulfillmentApiClient } from './fulfillment-api.client.ts';
import { FulfillmentClient } from './fulfillment.client.ts';

/** Provides the fulfillment client that calls HQ. */
@Module({
  imports: [ServiceSettingsModule, MetricsModule, ParametersModule],
  providers: [{ provide: FulfillmentClient, useClass: FulfillmentApiClient }],
  exports: [FulfillmentClient],
})
export class FulfillmentApiModule {}
