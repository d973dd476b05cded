import { Module } from '@nestjs/common';
import { ServiceSettingsModule } from '@interstella/libs/configuration';
import { FulfillmentApiModule } from '@interstella/libs/fulfillment';
import { ServiceKeyModule } from '@interstella/libs/keys';
import { FulfillController } from './fulfill.controller.ts';

@Module({
  imports: [ServiceSettingsModule, FulfillmentApiModule, ServiceKeyModule],
  controllers: [FulfillController],
})
export class FulfillModule {}
