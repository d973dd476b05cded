import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import type { ResourceServiceSettings } from '../configuration/index.ts';
import { FulfillmentClient, MonolithClient } from '../fulfillment/index.ts';
import { Gatherer } from '../gathering/index.ts';
import { Logs } from '../logs/index.ts';
import type { Resource } from '../orders/index.ts';
import { Parameters } from '../parameters/index.ts';
import { SnsDeliveriesModule } from '../sns-deliveries/index.ts';
import { resourceController } from './resource-controller.ts';
import { ResourceOrders } from './resource-orders.ts';

type Settings = ConfigService<ResourceServiceSettings, true>;

/** A microservice that gathers one resource and hands it to the monolith for fulfillment. */
@Module({})
export class ResourceModule {
  static of(resource: Resource): DynamicModule {
    return {
      module: ResourceModule,
      imports: [SnsDeliveriesModule.of(resource)],
      controllers: [resourceController(resource)],
      providers: [
        {
          provide: FulfillmentClient,
          inject: [ConfigService, Parameters, Logs],
          useFactory: (settings: Settings, parameters: Parameters, logs: Logs) =>
            new MonolithClient({
              monolithUrl: settings.get('monolithUrl', { infer: true }),
              parameters: settings.get('DIRECT_ORDERS', { infer: true }) === 'open' ? undefined : parameters,
              logs,
            }),
        },
        {
          provide: ResourceOrders,
          inject: [ConfigService, FulfillmentClient, Logs],
          useFactory: (settings: Settings, monolith: FulfillmentClient, logs: Logs) =>
            new ResourceOrders(
              resource,
              new Gatherer(logs, settings.get('GATHER_MS', { infer: true })),
              monolith,
              logs,
            ),
        },
      ],
    };
  }
}
