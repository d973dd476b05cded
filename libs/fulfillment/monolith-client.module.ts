import { Module } from '@nestjs/common';
import { MetricsModule } from '../metrics/index.ts';
import { ParametersModule } from '../parameters/index.ts';
import { FulfillmentClient } from './fulfillment.client.ts';
import { MonolithClient } from './monolith.client.ts';

/** Has the monolith fulfill. */
@Module({
  imports: [MetricsModule, ParametersModule],
  providers: [{ provide: FulfillmentClient, useClass: MonolithClient }],
  exports: [FulfillmentClient],
})
export class MonolithClientModule {}
