import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { ServiceSettingsModule } from '../configuration/index.ts';
import { MetricsModule } from '../metrics/index.ts';
import { ParametersModule } from '../parameters/index.ts';
import { FulfillmentClient } from './fulfillment.client.ts';
import { monolithClientSettings } from './monolith-client.settings.ts';
import { MonolithClient } from './monolith.client.ts';

/** Provides the fulfillment client that calls the monolith. */
@Module({
  imports: [
    ServiceSettingsModule,
    ConfigModule.forFeature(monolithClientSettings),
    MetricsModule,
    ParametersModule,
  ],
  providers: [{ provide: FulfillmentClient, useClass: MonolithClient }],
  exports: [FulfillmentClient],
})
export class MonolithClientModule {}
