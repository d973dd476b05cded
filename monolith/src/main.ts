import { monolithSettings } from '@interstella/libs/configuration';
import { runService } from '@interstella/libs/service';
import { MonolithModule } from './monolith-module.ts';

await runService({ name: 'monolith', settings: monolithSettings, module: MonolithModule });
