import { join } from 'node:path';
import { namesIn } from '@interstella/infra/names';
import { IMAGES } from '@interstella/infra/stages';
import { ROOT } from '@interstella/infra/workspace/kit-folder.ts';
import { bakedEnvironment } from './baked-environment.ts';

/** What runs for an image without Docker: the bundle that it carries, and what is baked into its environment. */
export interface ImageProgram {
  /** Absolute path of the program. */
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
}

/** By image, as an environment's repositories call it: `interstella-monolith:noiridium`. */
export function imageCatalogue(environmentName: string): Readonly<Record<string, ImageProgram>> {
  const names = namesIn(environmentName);
  return Object.fromEntries(
    IMAGES.map((image) => [
      `${names.service(image.service)}:${image.tag}`,
      { entry: join(ROOT, image.service, 'dist', 'main.js'), env: bakedEnvironment(image) },
    ]),
  );
}
