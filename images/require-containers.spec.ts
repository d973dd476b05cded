import { describe, expect, it } from '@jest/globals';
import { STAGES } from '@interstella/infra/stages';
import { shortName } from './image-name.ts';
import { imagesOfStages, isOlder } from './require-containers.ts';

const namesOf = (stages: readonly string[], monolithTag?: string) =>
  imagesOfStages(
    STAGES.filter(({ name }) => stages.includes(name)),
    monolithTag,
  ).map(shortName);

describe('imagesOfStages', () => {
  it.each([
    [['workshop'], []],
    [['task'], ['monolith:latest']],
    [['iridium'], ['monolith:latest', 'iridium:latest']],
    [
      ['alb', 'iridium', 'noiridium'],
      ['monolith:latest', 'monolith:noiridium', 'iridium:latest'],
    ],
  ])('has each image that %j run, once: %j', (stages, images) => {
    expect(namesOf(stages)).toEqual(images);
  });

  it('has the tag of the monolith that a person wants instead', () => {
    expect(namesOf(['iridium'], 'noiridium')).toEqual(['monolith:noiridium', 'iridium:latest']);
  });
});

describe('isOlder', () => {
  it.each([
    ['1a2b3c4', '9f8e7d6', true],
    ['1a2b3c4', '1a2b3c4-dirty', true],
    ['1a2b3c4', '1a2b3c4', false],
    [undefined, '1a2b3c4', false],
    ['1a2b3c4', undefined, false],
  ])('knows of an image built from %s, where %s is here: %s', (built, here, older) => {
    expect(isOlder(built, here)).toBe(older);
  });
});
