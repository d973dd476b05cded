import { Module } from '@nestjs/common';
import { ServiceSettingsModule } from '@interstella/libs/configuration';
import { DeliveriesModule } from '@interstella/libs/deliveries';
import { MonolithClientModule } from '@interstella/libs/fulfillment';
import { ServiceKeyGuard, ServiceKeyModule } from '@interstella/libs/keys';
import { RevisionModule } from '@interstella/libs/revision';
import { WebModule } from '@interstella/libs/web';
import { MagnesiteController } from './magnesite.controller.ts';
import { MagnesiteService } from './magnesite.service.ts';

/** Gathers magnesite, and has the monolith fulfill it. */
@Module({
  imports: [
    WebModule.forRoot({ imports: [ServiceKeyModule], metricsKey: ServiceKeyGuard }),
    ServiceSettingsModule,
    DeliveriesModule,
    MonolithClientModule,
    RevisionModule,
  ],
  controllers: [MagnesiteController],
  providers: [MagnesiteService],
})
export class MagnesiteModule {}
