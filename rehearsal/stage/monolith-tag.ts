import { namesIn } from '@interstella/infra/names';
import { DEFAULT_ENVIRONMENT_NAME, type MonolithTag } from '@interstella/infra/stages';
import type { PlatformState } from '@interstella/local/platform';
import { readParts, type Template } from '@interstella/local/platform/template';
import { monolithTagNamed } from '@interstella/migration/gate/makers.ts';
import { ANYWHERE } from '@interstella/migration/diff/anywhere.ts';

const MONOLITH = namesIn(DEFAULT_ENVIRONMENT_NAME).service('monolith');

/** Of the image that a template of this machine has for the monolith; undefined where it has none. */
export function monolithTagIn(template: Template): MonolithTag | undefined {
  const { taskDefinitions } = readParts(template, ANYWHERE);
  const images = [...taskDefinitions.values()].map(({ image }) => image);
  const image = images.find(({ repository }) => repository === MONOLITH);
  return image && monolithTagNamed(image.tag);
}

/** Of the image that the monolith's service runs here; undefined where there is no such service. */
export function runningTagOf({ services }: PlatformState['tasks']): string | undefined {
  const monolith = services.find(({ name }) => name === MONOLITH);
  return monolith?.deployment.image.split(':').at(-1);
}
