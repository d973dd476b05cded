import { readDeployment } from '../read-deployment.ts';
import { TemplateError } from '../template-error.ts';
import { type EditableTemplate, PLACE, smallTemplate } from './small-template.ts';

/** What is refused of the small template after a change, as `logical id, path: reason`. */
export function refused(change: (template: EditableTemplate) => void): string[] {
  const template = smallTemplate();
  change(template);
  try {
    readDeployment(template, PLACE);
    return [];
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return error.problems.map(({ logicalId, path, reason }) => `${logicalId}, ${path}: ${reason}`);
  }
}

/** The same of some of one resource's properties. */
export function refusedWith(id: string, properties: Readonly<Record<string, unknown>>): string[] {
  return refused(({ Resources }) => Object.assign(Resources[id]?.Properties ?? {}, properties));
}
