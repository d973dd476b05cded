import { Module } from '@nestjs/common';
import { Revision } from './revision.ts';

@Module({ providers: [Revision], exports: [Revision] })
export class RevisionModule {}
