import { Module } from '@nestjs/common';
import { IridiumService } from './iridium.service.ts';

@Module({ providers: [IridiumService], exports: [IridiumService] })
export class IridiumModule {}
