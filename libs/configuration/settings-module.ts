import { ConfigModule } from '@nestjs/config';
import type { DynamicModule } from '@nestjs/common';

/**
 * Makes validated settings available in every module of a service, as `ConfigService<MonolithSettings, true>`. The
 * environment itself is read nowhere else.
 */
export function settingsModule(settings: object): Promise<DynamicModule> {
  return ConfigModule.forRoot({
    isGlobal: true,
    ignoreEnvFile: true,
    skipProcessEnv: true,
    load: [() => settings],
  });
}
