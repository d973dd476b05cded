import { Module, type DynamicModule } from '@nestjs/common';
import type { Hq } from '../hq.ts';
import { HQ } from '../hq.token.ts';
import { AdminKeyGuard } from './admin-key.guard.ts';
import { AdminKey } from './admin-key.ts';
import { ApiKeyGuard } from './api-key.guard.ts';
import { ReaderGuard } from './reader.guard.ts';

/** HQ's domain, and the guards that stand before it. */
@Module({})
export class KeysModule {
  static forRoot(hq: Hq, adminKey: AdminKey): DynamicModule {
    const guards = [AdminKeyGuard, ApiKeyGuard, ReaderGuard];
    return {
      module: KeysModule,
      providers: [{ provide: HQ, useValue: hq }, { provide: AdminKey, useValue: adminKey }, ...guards],
      exports: [HQ, AdminKey, ...guards],
    };
  }
}
