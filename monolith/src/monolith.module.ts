import { Module, type DynamicModule } from '@nestjs/common';
import { ServiceKeyGuard, ServiceKeyModule } from '@interstella/libs/keys';
import { WebModule } from '@interstella/libs/web';
import { FulfillModule } from './fulfill/fulfill.module.ts';
import { HealthController } from './health.controller.ts';
import type { Feature } from './order/features.ts';
import { OrderModule } from './order/order.module.ts';

/** Interstella's logistics monolith: bundles in, resources gathered, fulfillment out, also for the microservices. */
@Module({})
export class MonolithModule {
  /** @param gathers the resources that the tag of this image still gathers */
  static forRoot(gathers: readonly Feature[]): DynamicModule {
    return {
      module: MonolithModule,
      imports: [
        WebModule.forRoot({ imports: [ServiceKeyModule], metricsKey: ServiceKeyGuard }),
        OrderModule.forRoot(gathers),
        FulfillModule,
      ],
      controllers: [HealthController],
    };
  }
}
