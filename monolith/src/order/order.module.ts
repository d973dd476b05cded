import { Module, type DynamicModule } from '@nestjs/common';
import { ServiceSettingsModule } from '@interstella/libs/configuration';
import { DeliveriesModule } from '@interstella/libs/deliveries';
import { FulfillmentApiModule } from '@interstella/libs/fulfillment';
import { RevisionModule } from '@interstella/libs/revision';
import { FEATURES, type Feature } from './features.ts';
import { OrderController } from './order.controller.ts';
import { OrderService } from './order.service.ts';

@Module({})
export class OrderModule {
  /** @param gathers the features that the tag of this image still has */
  static forRoot(gathers: readonly Feature[]): DynamicModule {
    return {
      module: OrderModule,
      imports: [
        ServiceSettingsModule,
        DeliveriesModule,
        FulfillmentApiModule,
        RevisionModule,
        ...gathers.map((name) => FEATURES[name]),
      ],
      controllers: [OrderController],
      providers: [OrderService],
    };
  }
}
