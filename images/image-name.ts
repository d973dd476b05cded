import { namesIn } from '@interstella/infra/names';
import { DEFAULT_ENVIRONMENT_NAME, IMAGES, type Image } from '@interstella/infra/stages';
import { UsageError } from '@interstella/libs/errors';

/** As people write it, and as the stages do: `monolith:noiridium`. */
export function shortName({ service, tag }: Image): string {
  return `${service}:${tag}`;
}

/** What Docker calls it on this machine: name and tag of the ECR repository that it is pushed to. */
export function localName({ service, tag }: Image, environmentName = DEFAULT_ENVIRONMENT_NAME): string {
  return `${namesIn(environmentName).service(service)}:${tag}`;
}

/**
 * The image that a person means. Without a tag it is `latest`, as Docker has it.
 *
 * @throws UsageError that lists all images
 */
export function imageNamed(text: string, environmentName = DEFAULT_ENVIRONMENT_NAME): Image {
  const name = text.includes(':') ? text : `${text}:latest`;
  const image = IMAGES.find((one) => [shortName(one), localName(one, environmentName)].includes(name));
  if (image) return image;
  throw new UsageError(`There is no image ${text}. There are: ${IMAGES.map(shortName).join(', ')}.`);
}

/** The images that a person means; all of them where none is named. @throws UsageError */
export function imagesNamed(texts: readonly string[], environmentName?: string): readonly Image[] {
  if (texts.length === 0) return IMAGES;
  return [...new Set(texts.map((text) => imageNamed(text, environmentName)))];
}
