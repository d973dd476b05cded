import { Module } from '@nestjs/common';
import { ServiceSettingsModule } from '../configuration/index.ts';
import { Revision } from './revision.ts';

@Module({ imports: [ServiceSettingsModule], providers: [Revision], exports: [Revision] })
export class RevisionModule {}
