import { Module, type DynamicModule, type ModuleMetadata, type Type } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { MetricsModule } from '../metrics/index.ts';
import { BodyPipe } from './body.pipe.ts';
import { Health } from './health.ts';
import { InFlightRequests } from './in-flight-requests.ts';
import { MetricsController } from './metrics.controller.ts';
import { MetricsKey } from './metrics.guard.ts';
import { ProblemFilter } from './problem.filter.ts';
import { Routes } from './routes.ts';

export interface WebOptions {
  /** The module that exports the key. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
  /** Verifies the key for `GET /metrics` from other machines. */
  readonly metricsKey: Type<MetricsKey>;
}

/** The basis of every HTTP application: body parsing, errors, health, metrics and graceful shutdown. */
@Module({})
export class WebModule {
  static forRoot({ imports, metricsKey }: WebOptions): DynamicModule {
    return {
      module: WebModule,
      imports: [MetricsModule, ...imports],
      controllers: [MetricsController],
      providers: [
        Health,
        InFlightRequests,
        Routes,
        { provide: MetricsKey, useExisting: metricsKey },
        { provide: APP_PIPE, useClass: BodyPipe },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
      exports: [Health],
    };
  }
}
