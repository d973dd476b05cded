import { Module } from '@nestjs/common';
import { MagnesiteService } from './magnesite.service.ts';

@Module({ providers: [MagnesiteService], exports: [MagnesiteService] })
export class MagnesiteModule {}
