export { Revision } from './revision.ts';
export { RevisionModule } from './revision.module.ts';
