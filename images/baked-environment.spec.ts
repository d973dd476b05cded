import { describe, expect, it } from '@jest/globals';
import { IMAGES } from '@interstella/infra/stages';
import { bakedEnvironment } from './baked-environment.ts';

describe('what an image has baked in', () => {
  it('is what the tag of the monolith still gathers, and nothing for a microservice', () => {
    expect(IMAGES.map((image) => [`${image.service}:${image.tag}`, bakedEnvironment(image)])).toEqual([
      ['monolith:latest', { GATHERS: 'iridium,magnesite' }],
      ['monolith:noiridium', { GATHERS: 'magnesite' }],
      ['monolith:nomagnesite', { GATHERS: 'none' }],
      ['iridium:latest', {}],
      ['magnesite:latest', {}],
    ]);
  });
});
