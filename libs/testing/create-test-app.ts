import type { ModuleMetadata } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { serviceSettings, type ServiceSettings } from '../configuration/index.ts';
import { ServiceKeyGuard, ServiceKeyModule } from '../keys/index.ts';
import type { LogFormat } from '../logging/index.ts';
import { configureWeb, webAdapter, WebModule, type WebSettings } from '../web/index.ts';
import { logInMemory } from './log-in-memory.ts';

const DEFAULTS = {
  DIRECT_ORDERS: 'keyed',
  TOPIC_ARN: [],
  GATHER_MS: 0,
  RESOURCES: ['iridium', 'magnesite'],
} as const;

export interface TestAppOptions extends ModuleMetadata {
  readonly settings?: Partial<ServiceSettings>;
  readonly web?: Partial<WebSettings>;
  readonly logFormat?: LogFormat;
  /** Replaces providers. */
  readonly override?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
}

/** Initialises a module on the services' web layer, with its log in memory. It listens on no port. */
export async function createTestApp({
  settings,
  web,
  logFormat,
  override = (builder) => builder,
  imports = [],
  ...metadata
}: TestAppOptions): Promise<{ readonly app: NestFastifyApplication; readonly lines: string[] }> {
  const { lines, log } = logInMemory(logFormat);
  const builder = Test.createTestingModule({
    ...metadata,
    imports: [WebModule.forRoot({ imports: [ServiceKeyModule], metricsKey: ServiceKeyGuard }), ...imports],
  })
    .overrideProvider(serviceSettings.KEY)
    .useValue({ ...DEFAULTS, ...settings })
    .setLogger(log);
  const module = await override(builder).compile();
  const app = module.createNestApplication<NestFastifyApplication>(webAdapter(web), { bodyParser: false });
  configureWeb(app, log);
  await app.init();
  return { app, lines };
}
