import { Global, Module, type DynamicModule } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { settingsModule, type CommonSettings } from '../configuration/index.ts';
import { Logs } from '../logs/index.ts';
import { Parameters, ParametersModule } from '../parameters/index.ts';
import { ServiceKey } from '../service-key/index.ts';
import { Health } from './health.ts';
import { RequestsInHand } from './requests-in-hand.ts';

/** What every service has: its settings, its log, its health, its parameters and the service key. */
@Global()
@Module({})
export class ServiceModule {
  static of(settings: object, logs: Logs): DynamicModule {
    return {
      module: ServiceModule,
      imports: [settingsModule(settings), ParametersModule],
      providers: [
        Health,
        RequestsInHand,
        { provide: Logs, useValue: logs },
        {
          provide: ServiceKey,
          inject: [ConfigService, Parameters],
          useFactory: (shared: ConfigService<CommonSettings, true>, parameters: Parameters) =>
            new ServiceKey(shared.get('DIRECT_ORDERS', { infer: true }) === 'open' ? undefined : parameters),
        },
      ],
      exports: [Health, Logs, ServiceKey],
    };
  }
}
