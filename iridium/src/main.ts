import 'reflect-metadata';
import { monolithClientSettings } from '@interstella/libs/fulfillment';
import { runService } from '@interstella/libs/web';
import { IridiumModule } from './iridium.module.ts';

await runService({
  name: 'iridium',
  port: 8080,
  settings: [monolithClientSettings],
  module: () => ({ module: IridiumModule }),
});
