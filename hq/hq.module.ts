import { Module, type DynamicModule } from '@nestjs/common';
import { WebModule } from '@interstella/libs/web';
import { GeneratorController } from './generator/generator.controller.ts';
import { HealthController } from './health.controller.ts';
import { Hq } from './hq.ts';
import { AdminKey, AdminKeyGuard, ApiKeyGuard, ReaderGuard } from './keys/key-guards.ts';
import { ParticipantsController } from './participants/participants.controller.ts';
import { ReceivingController } from './receiving/receiving.controller.ts';
import { ReportController } from './report/report.controller.ts';

/** Provides HQ's services and the guards of its routes. */
@Module({})
class KeysModule {}

/** Interstella HQ over HTTP: fulfillment API, report, administration. */
@Module({})
export class HqModule {
  static forRoot(hq: Hq, adminKey: AdminKey): DynamicModule {
    const guards = [AdminKeyGuard, ApiKeyGuard, ReaderGuard];
    const keys = {
      module: KeysModule,
      providers: [{ provide: Hq, useValue: hq }, { provide: AdminKey, useValue: adminKey }, ...guards],
      exports: [Hq, AdminKey, ...guards],
    };
    return {
      module: HqModule,
      imports: [keys, WebModule.forRoot({ imports: [keys], metricsKey: AdminKeyGuard })],
      controllers: [
        HealthController,
        ReceivingController,
        ReportController,
        ParticipantsController,
        GeneratorController,
      ],
    };
  }
}
