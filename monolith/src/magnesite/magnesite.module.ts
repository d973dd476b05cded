import { Module } from '@nestjs/common';
import { ServiceSettingsModule } from '@interstella/libs/configuration';
import { MagnesiteService } from './magnesite.service.ts';

@Module({ imports: [ServiceSettingsModule], providers: [MagnesiteService], exports: [MagnesiteService] })
export class MagnesiteModule {}
