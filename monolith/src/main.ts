import 'reflect-metadata';
import { runService } from '@interstella/libs/web';
import { MonolithModule } from './monolith.module.ts';
import { monolithSettings } from './monolith.settings.ts';

await runService({
  name: 'monolith',
  port: 5000,
  settings: [monolithSettings],
  module: () => MonolithModule.forRoot(monolithSettings().GATHERS),
});
