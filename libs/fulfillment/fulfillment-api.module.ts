import { Module } from '@nestjs/common';
import { MetricsModule } from '../metrics/index.ts';
import { ParametersModule } from '../parameters/index.ts';
import { FulfillmentApiClient } from './fulfillment-api.client.ts';
import { FulfillmentClient } from './fulfillment.client.ts';

/** Fulfills at HQ. */
@Module({
  imports: [MetricsModule, ParametersModule],
  providers: [{ provide: FulfillmentClient, useClass: FulfillmentApiClient }],
  exports: [FulfillmentClient],
})
export class FulfillmentApiModule {}
