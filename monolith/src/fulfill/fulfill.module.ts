import { Module } from '@nestjs/common';
import { FulfillmentApiModule } from '@interstella/libs/fulfillment';
import { ServiceKeyModule } from '@interstella/libs/keys';
import { FulfillController } from './fulfill.controller.ts';

@Module({ imports: [FulfillmentApiModule, ServiceKeyModule], controllers: [FulfillController] })
export class FulfillModule {}
