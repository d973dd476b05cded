import 'reflect-metadata';
import { monolithClientSettings } from '@interstella/libs/fulfillment';
import { runService } from '@interstella/libs/web';
import { MagnesiteModule } from './magnesite.module.ts';

await runService({
  name: 'magnesite',
  port: 8080,
  settings: [monolithClientSettings],
  module: () => ({ module: MagnesiteModule }),
});
