import { DEFAULT_ENVIRONMENT_NAME } from '@interstella/infra/stages';
import type { PlatformState } from '@interstella/local/platform';

/** What the services run, without the environment's name: `monolith:noiridium`. */
export function imagesOf({ tasks }: Pick<PlatformState, 'tasks'>): readonly string[] {
  const prefix = `${DEFAULT_ENVIRONMENT_NAME}-`;
  return tasks.services.map(({ deployment: { image } }) =>
    image.startsWith(prefix) ? image.slice(prefix.length) : image,
  );
}
