import { Module } from '@nestjs/common';
import { ServiceSettingsModule } from '@interstella/libs/configuration';
import { IridiumService } from './iridium.service.ts';

@Module({ imports: [ServiceSettingsModule], providers: [IridiumService], exports: [IridiumService] })
export class IridiumModule {}
