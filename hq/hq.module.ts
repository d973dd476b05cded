import { Module, type DynamicModule } from '@nestjs/common';
import { WebModule } from '@interstella/libs/web';
import { GeneratorController } from './generator/generator.controller.ts';
import { HealthController } from './health.controller.ts';
import type { Hq } from './hq.ts';
import { AdminKeyGuard } from './keys/admin-key.guard.ts';
import type { AdminKey } from './keys/admin-key.ts';
import { KeysModule } from './keys/keys.module.ts';
import { OrdersController } from './orders/orders.controller.ts';
import { PublishingController } from './orders/publishing.controller.ts';
import { ParticipantsController } from './participants/participants.controller.ts';
import { ReceivingController } from './receiving/receiving.controller.ts';
import { ReportController } from './report/report.controller.ts';

/** Interstella HQ over HTTP: fulfillment API, report, administration. */
@Module({})
export class HqModule {
  static forRoot(hq: Hq, adminKey: AdminKey): DynamicModule {
    const keys = KeysModule.forRoot(hq, adminKey);
    return {
      module: HqModule,
      imports: [keys, WebModule.forRoot({ imports: [keys], metricsKey: AdminKeyGuard })],
      controllers: [
        HealthController,
        ReceivingController,
        ReportController,
        OrdersController,
        ParticipantsController,
        GeneratorController,
        PublishingController,
      ],
    };
  }
}
