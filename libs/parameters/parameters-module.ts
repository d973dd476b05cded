import { Global, Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import type { CommonSettings } from '../configuration/index.ts';
import { Parameters } from './parameters.ts';
import { ssmSource } from './ssm-source.ts';

@Global()
@Module({
  providers: [
    {
      provide: Parameters,
      inject: [ConfigService],
      useFactory: (settings: ConfigService<CommonSettings, true>) =>
        new Parameters(
          {
            API_KEY: settings.get('API_KEY', { infer: true }),
            API_ENDPOINT: settings.get('API_ENDPOINT', { infer: true }),
            SERVICE_KEY: settings.get('SERVICE_KEY', { infer: true }),
          },
          ssmSource(settings.get('AWS_REGION', { infer: true })),
        ),
    },
  ],
  exports: [Parameters],
})
export class ParametersModule {}
