import { Module } from '@nestjs/common';
import { ServiceSettingsModule } from '@interstella/libs/configuration';
import { DeliveriesModule } from '@interstella/libs/deliveries';
import { MonolithClientModule } from '@interstella/libs/fulfillment';
import { ServiceKeyGuard, ServiceKeyModule } from '@interstella/libs/keys';
import { RevisionModule } from '@interstella/libs/revision';
import { WebModule } from '@interstella/libs/web';
import { IridiumController } from './iridium.controller.ts';
import { IridiumService } from './iridium.service.ts';

/** Gathers iridium, and has the monolith fulfill it. */
@Module({
  imports: [
    WebModule.forRoot({ imports: [ServiceKeyModule], metricsKey: ServiceKeyGuard }),
    ServiceSettingsModule,
    DeliveriesModule,
    MonolithClientModule,
    RevisionModule,
  ],
  controllers: [IridiumController],
  providers: [IridiumService],
})
export class IridiumModule {}
