import { describe, expect, it } from '@jest/globals';
import { STAGES } from '@interstella/infra/stages';
import { shortName } from './image-name.ts';
import { imagesOfStages } from './require-containers.ts';

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
