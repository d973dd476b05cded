import { Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import type { MonolithSettings } from '@interstella/libs/configuration';
import { FulfillmentClient, FulfillmentApiClient } from '@interstella/libs/fulfillment';
import { Gatherer } from '@interstella/libs/gathering';
import { Logs } from '@interstella/libs/logs';
import { Parameters } from '@interstella/libs/parameters';
import { SnsDeliveriesModule } from '@interstella/libs/sns-deliveries';
import { BundleOrders } from './order/bundle-orders.ts';
import { OrderController } from './order/order-controller.ts';
import { FulfillController } from './fulfill/fulfill-controller.ts';
import { HealthController } from './health-controller.ts';

type Settings = ConfigService<MonolithSettings, true>;

/** Interstella's logistics monolith: bundles in, resources gathered, fulfillment out, also for others. */
@Module({
  imports: [SnsDeliveriesModule.of('bundle')],
  controllers: [OrderController, FulfillController, HealthController],
  providers: [
    {
      provide: FulfillmentClient,
      inject: [ConfigService, Parameters, Logs],
      useFactory: (settings: Settings, parameters: Parameters, logs: Logs) =>
        new FulfillmentApiClient({ parameters, logs, resources: settings.get('RESOURCES', { infer: true }) }),
    },
    {
      provide: BundleOrders,
      inject: [ConfigService, FulfillmentClient, Logs],
      useFactory: (settings: Settings, hq: FulfillmentClient, logs: Logs) =>
        new BundleOrders({
          gathers: settings.get('GATHERS', { infer: true }),
          resources: settings.get('RESOURCES', { infer: true }),
          gatherer: new Gatherer(logs, settings.get('GATHER_MS', { infer: true })),
          hq,
          logs,
        }),
    },
  ],
})
export class MonolithModule {}
