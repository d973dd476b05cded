import type { Image } from '@interstella/infra/stages';

/**
 * The environment that is baked into an image: the build arguments of the same names in its
 * Dockerfile. A service takes an empty variable for an absent one, so an image that gathers nothing says `none`.
 */
export function bakedEnvironment({ gathers }: Image): Readonly<Record<string, string>> {
  return gathers ? { GATHERS: gathers.join() || 'none' } : {};
}
